using Canary.Core.Services;
using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery;
using Canary.Gateway.Discovery.Etcd;
using Canary.Gateway.Discovery.Settings;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Discovery.Etcd;

/// <summary>Against a real etcd.</summary>
public sealed class EtcdSourceTests
{
    private static readonly EtcdDiscoveryConfig Shop = new() { Prefix = "/shop/" };

    [Fact]
    public async Task Keys_of_the_prefix_are_found_and_followed()
    {
        await using var server = await EtcdServer.StartAsync();
        using var source = Source(server);
        using var watch = source.Watch(Shop);
        (await watch.NextAsync(default)).ShouldBeEmpty();
        await server.PutAsync("/shop0", "http://beside");
        await server.PutAsync("/shop/1", "http://10.0.0.1:8080");
        (await NextAsync(watch)).ShouldBe([new DestinationConfig("http://10.0.0.1:8080")]);
        await server.PutAsync("/shop/2", """{ "address": "10.0.0.2:8080", "weight": 7 }""");
        (await NextAsync(watch)).ShouldBe([new("http://10.0.0.1:8080"), new DestinationConfig("http://10.0.0.2:8080", 7)]);
        await server.DeleteAsync("/shop/1");
        (await NextAsync(watch)).ShouldBe([new DestinationConfig("http://10.0.0.2:8080", 7)]);
        (await AskAsync(source)).ShouldBe([new DestinationConfig("http://10.0.0.2:8080", 7)]);
    }

    [Fact]
    public async Task Nothing_that_happens_between_reading_and_following_is_lost()
    {
        await using var server = await EtcdServer.StartAsync();
        using var source = Source(server);
        using var watch = source.Watch(Shop);
        await watch.NextAsync(default);
        for (var i = 0; i < 20; i++)
        {
            await server.PutAsync($"/shop/{i}", $"http://10.0.0.{i}");
        }

        var found = await NextAsync(watch);
        while (found.Count < 20)
        {
            found = await NextAsync(watch);
        }

        found.Select(destination => destination.Address).ShouldBe(Enumerable.Range(0, 20).Select(i => $"http://10.0.0.{i}"), ignoreOrder: true);
    }

    [Fact]
    public async Task A_watch_from_before_a_compaction_is_lost_and_all_is_read_again()
    {
        await using var server = await EtcdServer.StartAsync();
        await server.PutAsync("/shop/1", "http://10.0.0.1");
        await server.PutAsync("/shop/1", "http://10.0.0.2");
        await server.CompactAsync();
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        var client = new EtcdClient(http, [new Uri(server.Address + "/")], null, null);
        var keys = new EtcdKeys("/shop/");
        using var stream = await EtcdStream.OpenAsync(client, new { create_request = new { key = keys.First, range_end = keys.End, start_revision = 1 } }, default);
        var news = EtcdNews.None;
        while (news == EtcdNews.None)
        {
            using var message = await stream.ReadAsync(default);
            news = keys.Apply(message!.RootElement);
        }

        news.ShouldBe(EtcdNews.Lost);
    }

    [Fact]
    public async Task After_a_restart_it_fails_and_then_begins_anew()
    {
        await using var server = await EtcdServer.StartAsync();
        using var source = Source(server);
        using var watch = source.Watch(Shop);
        await server.PutAsync("/shop/1", "http://10.0.0.1");
        await watch.NextAsync(default);
        var waiting = NextAsync(watch);
        await server.StopAsync();
        (await Should.ThrowAsync<DiscoveryException>(() => waiting)).Message.ShouldContain(server.Address);
        await Should.ThrowAsync<DiscoveryException>(() => NextAsync(watch));
        await server.RunAsync();
        await server.PutAsync("/shop/1", "http://10.0.0.2");
        (await NextAsync(watch)).ShouldBe([new DestinationConfig("http://10.0.0.2")]);
    }

    [Fact]
    public async Task A_member_that_does_not_answer_is_left_for_the_next_one()
    {
        await using var server = await EtcdServer.StartAsync();
        await server.PutAsync("/shop/1", "http://10.0.0.1");
        using var source = EtcdSource.Create(new EtcdOptions { Address = $"http://127.0.0.1:{FreePort.Next()},{server.Address}" }, TimeProvider.System)!;
        using var watch = source.Watch(Shop);
        await Should.ThrowAsync<DiscoveryException>(() => NextAsync(watch));
        (await NextAsync(watch)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_user_is_authenticated_and_a_wrong_password_is_a_failure()
    {
        await using var server = await EtcdServer.StartAsync();
        await server.PutAsync("/shop/1", "http://10.0.0.1");
        await server.WantUserAsync();
        using var source = EtcdSource.Create(new EtcdOptions { Address = server.Address, Username = "root", Password = "secret" }, TimeProvider.System)!;
        using var watch = source.Watch(Shop);
        (await NextAsync(watch)).ShouldHaveSingleItem();

        // Tokens are only in the server's memory: after a restart the old one is worth nothing.
        await server.StopAsync();
        await Should.ThrowAsync<DiscoveryException>(() => NextAsync(watch));
        await server.RunAsync();
        (await NextAsync(watch)).ShouldHaveSingleItem();

        using var wrong = EtcdSource.Create(new EtcdOptions { Address = server.Address, Username = "root", Password = "wrong" }, TimeProvider.System)!;
        await Should.ThrowAsync<DiscoveryException>(() => AskAsync(wrong));
        using var nobody = Source(server);
        await Should.ThrowAsync<DiscoveryException>(() => AskAsync(nobody));
    }

    [Fact]
    public async Task A_server_that_hangs_is_a_failure()
    {
        await using var server = await EtcdServer.StartAsync();
        using var source = Source(server);
        server.Pause();
        (await Should.ThrowAsync<DiscoveryException>(() => AskAsync(source))).Message.ShouldContain("does not answer");
        server.Resume();
        (await AskAsync(source)).ShouldBeEmpty();
    }

    private static EtcdSource Source(EtcdServer server) => EtcdSource.Create(new EtcdOptions { Address = server.Address }, TimeProvider.System)!;

    private static async Task<IReadOnlyList<DestinationConfig>> AskAsync(EtcdSource source)
    {
        using var watch = source.Watch(Shop);
        return await NextAsync(watch);
    }

    private static async Task<IReadOnlyList<DestinationConfig>> NextAsync(IDestinationWatch watch) =>
        [.. (await watch.NextAsync(default).WaitAsync(TimeSpan.FromSeconds(60))).OrderBy(found => found.Address, StringComparer.Ordinal)];
}
