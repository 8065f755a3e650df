using System.Text.Json;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Admin;

public sealed class EventTests
{
    [Fact]
    public async Task Every_accepted_change_is_told_as_it_happens()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await using var events = await EventReader.OpenAsync(admin);

        await admin.PutShopAsync();
        await admin.PutAsync(Shop.Path + "/weights", """{ "canary": 25 }""", ("X-Canary-Reason", "looks good"));
        await admin.PutAsync(Shop.Path + "/weights", """{ "canary": 101 }""");
        await admin.DeleteAsync(Shop.Path);

        var told = await events.ReadAsync(3);
        told.Select(e => (e.Id, e.Type)).ShouldBe([("1", "service.replace"), ("2", "weights"), ("3", "service.delete")]);
        var data = JsonDocument.Parse(told[1].Data).RootElement;
        data.GetProperty("service").GetString().ShouldBe("shop");
        data.GetProperty("revision").GetInt64().ShouldBe(2);
        data.GetProperty("actor").GetString().ShouldBe("anonymous");
        data.GetProperty("action").GetString().ShouldBe("weights");
        data.GetProperty("reason").GetString().ShouldBe("looks good");
        data.GetProperty("at").GetDateTimeOffset().ShouldBeGreaterThan(default);
    }

    [Fact]
    public async Task A_reader_that_comes_again_gets_what_it_missed()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();
        for (var i = 0; i < 3; i++)
        {
            await admin.PutAsync(Shop.Path + "/weights", $$"""{ "canary": {{i}} }""");
        }

        await using (var byHeader = await EventReader.OpenAsync(admin, headers: ("Last-Event-ID", "2")))
        {
            (await byHeader.ReadAsync(2)).Select(e => e.Id).ShouldBe(["3", "4"]);
        }

        await using var byParameter = await EventReader.OpenAsync(admin, "?lastEventId=3");
        (await byParameter.ReadAsync(1)).Select(e => e.Id).ShouldBe(["4"]);
    }

    [Fact]
    public async Task A_reader_whose_position_the_store_does_not_have_is_told_to_read_everything_again()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();
        await using var events = await EventReader.OpenAsync(admin, headers: ("Last-Event-ID", "500"));

        var reset = (await events.ReadAsync(1))[0];
        reset.Type.ShouldBe("reset");
        reset.Id.ShouldBe("1");
        await admin.PutAsync(Shop.Path + "/weights", """{ "canary": 1 }""");
        (await events.ReadAsync(1))[0].Id.ShouldBe("2");
    }

    [Fact]
    public async Task Events_that_are_not_kept_any_more_are_not_passed_over_in_silence()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();
        var seeds = new[] { new Canary.Gateway.Storage.SeedDocument("shop", Shop.Json, ["shop.example.com|/"]) };
        await using var events = await EventReader.OpenAsync(admin);
        await admin.Services.Store.ReseedAsync("another", 100, seeds, new("test", null, "store.recover", null), default);

        var told = (await events.ReadAsync(1))[0];
        told.Type.ShouldBe("reset");
        long.Parse(told.Id).ShouldBeGreaterThanOrEqualTo(100);
    }

    [Fact]
    public async Task Readers_that_leave_let_go_of_the_store_and_are_no_fault()
    {
        StoreWithOutage? store = null;
        var admin = await AdminUnderTest.StartAsync(wrap: inner => store = new StoreWithOutage(inner));
        await using (admin)
        {
            var before = store!.Listeners;
            for (var i = 0; i < 5; i++)
            {
                await using var events = await EventReader.OpenAsync(admin);
            }

            await Eventually.TrueAsync(() => store.Listeners == before, "all readers let go");
        }

        admin.Log.Lines.ShouldNotContain(line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_gateway_that_stops_does_not_wait_for_its_readers()
    {
        var admin = await AdminUnderTest.StartAsync();
        await using var events = await EventReader.OpenAsync(admin);
        await admin.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

        await Should.ThrowAsync<EndOfStreamException>(() => events.ReadAsync(1));
        admin.Log.Lines.ShouldNotContain(line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reader_outlives_an_outage_of_the_store()
    {
        StoreWithOutage? store = null;
        await using var admin = await AdminUnderTest.StartAsync(wrap: inner => store = new StoreWithOutage(inner));
        await using var events = await EventReader.OpenAsync(admin);

        store!.IsDown = true;
        (await admin.PutAsync(Shop.Path, Shop.Json)).Status.ShouldBe(503);
        store.IsDown = false;
        await admin.PutShopAsync();
        (await events.ReadAsync(1))[0].Id.ShouldBe("1");
    }
}
