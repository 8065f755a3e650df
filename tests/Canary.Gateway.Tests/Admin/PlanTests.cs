using System.Net;
using System.Text;
using System.Text.Json;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Admin;

public sealed class PlanTests
{
    private const string Path = Shop.Path + "/rollout/plan";
    private const string Steps = """ "variant": "canary", "steps": [{ "weight": 5, "hold": "10m" }, { "weight": 50, "hold": "1h" }, { "weight": 100 }] """;

    [Fact]
    public async Task A_plan_on_given_traffic_tells_what_each_step_finds_and_changes_nothing()
    {
        await using var admin = await StartWithShopAsync();

        var reply = await admin.PostAsync(Path, $$"""{ {{Steps}}, "analysis": { "falseAlarmRate": 0.01 }, "traffic": { "requestsPerSecond": 120, "errorRate": 0.005 } }""");

        reply.Status.ShouldBe(200, reply.Text);
        var traffic = reply.Json.GetProperty("traffic");
        traffic.GetRawText().ShouldBe("""{"requestsPerSecond":120,"errorRate":0.005,"basis":"given in the request"}""");
        reply.Json.GetProperty("falseAlarmRate").GetDouble().ShouldBe(0.01);
        reply.Json.GetProperty("message").GetString()!.ShouldStartWith("A canary with a multiple of the errors is found: 1.5× ");
        var steps = reply.Json.GetProperty("steps").EnumerateArray().ToList();
        steps.Select(step => step.GetProperty("weight").GetInt32()).ShouldBe([5, 50, 100]);
        steps[0].GetProperty("canaryRequestsPerSecond").GetRawText().ShouldBe("6");
        steps[0].GetProperty("minRequestsAfter").GetString().ShouldBe("34s");
        steps[0].GetProperty("advice").GetString()!.ShouldStartWith("A hold of 10m at 5% finds ");

        var twice = steps[0].GetProperty("finds")[1];
        twice.GetProperty("worse").GetInt32().ShouldBe(2);
        var errors = twice.GetProperty("errors");
        errors.GetProperty("requests").GetInt64().ShouldBeInRange(150_000, 200_000);
        errors.GetProperty("time").GetString()!.ShouldMatch("^2[0-9]m");
        errors.GetProperty("bound").GetInt64().ShouldBeLessThan(errors.GetProperty("requests").GetInt64());
        errors.GetProperty("withinHold").GetDouble().ShouldBeInRange(0.05, 0.5);
        var latency = twice.GetProperty("latency");
        latency.GetProperty("requests").ValueKind.ShouldBe(JsonValueKind.Null);
        latency.GetProperty("why").GetString().ShouldBe("How long the baseline takes is not known: no request was measured.");
        (await admin.GetAsync(Shop.Path + "/rollout")).ShouldBeProblem(404, "no-rollout");
        (await admin.GetAsync(Shop.Path)).ETag.ShouldBe("\"1\"");
    }

    [Fact]
    public async Task Without_traffic_the_answer_says_that_nothing_was_measured()
    {
        await using var admin = await StartWithShopAsync();

        var reply = await admin.PostAsync(Path, $$"""{ {{Steps}} }""");

        reply.Status.ShouldBe(200, reply.Text);
        reply.Json.GetProperty("traffic").GetProperty("basis").GetString()!.ShouldStartWith("measured at this gateway over the last ");
        var step = reply.Json.GetProperty("steps")[0];
        step.GetProperty("minRequestsAfter").ValueKind.ShouldBe(JsonValueKind.Null);
        step.GetProperty("advice").GetString()!.ShouldStartWith("No traffic is known");
        reply.Json.GetProperty("message").GetString()!.ShouldStartWith("This plan has no analysis");
    }

    [Fact]
    public async Task Whoever_may_read_services_may_plan()
    {
        await using var admin = await AdminUnderTest.StartAsync(AdminUnderTest.AllRoles());
        using var ada = admin.NewClient("ada");
        (await admin.SendAsync(HttpMethod.Put, Shop.Path, Shop.Json, client: ada)).Status.ShouldBe(201);
        using var vera = admin.NewClient("vera");

        (await admin.SendAsync(HttpMethod.Post, Path, $$"""{ {{Steps}} }""", client: vera)).Status.ShouldBe(200);
        (await admin.SendAsync(HttpMethod.Post, Path, $$"""{ {{Steps}} }""")).ShouldBeProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task Errors_of_plan_and_traffic_are_all_told()
    {
        await using var admin = await StartWithShopAsync();

        var reply = await admin.PostAsync(Path, """{ "variant": "blue", "steps": [{ "weight": 5 }], "traffic": { "requestsPerSecond": -1, "errorRate": 2, "users": 5 } }""");
        reply.ShouldBeProblem(400, "invalid-body");
        reply.Errors.ShouldBe(
            [
                "variant: must be one of the variants, but is 'blue'; the service has: stable, canary.",
                "traffic.users: is not a known field; allowed here: requestsPerSecond, errorRate.",
                "traffic.requestsPerSecond: must be from 0 to 1000000000, but is -1.",
                "traffic.errorRate: must be from 0 to 1, but is 2.",
            ],
            ignoreOrder: true);

        (await admin.PostAsync(Path, $$"""{ {{Steps}}, "traffic": { "errorRate": "few" } }""")).Errors.ShouldBe(["traffic.errorRate: must be a number, but is the text 'few'."]);
        (await admin.PostAsync(Path, $$"""{ {{Steps}}, "traffic": null }""")).Errors.ShouldHaveSingleItem().ShouldStartWith("traffic: must be an object");
        (await admin.PostAsync(Path, "[]")).ShouldBeProblem(400, "invalid-body");
        (await admin.PostAsync(Path, "{")).ShouldBeProblem(400, "invalid-body");
        (await admin.PostAsync("/api/v1/services/nobody/rollout/plan", $$"""{ {{Steps}} }""")).ShouldBeProblem(404, "service-not-found");
    }

    [Fact]
    public async Task Traffic_is_measured_where_it_is_not_given()
    {
        var time = new ShiftedTime();
        await using var backend = await StubBackend.StartAsync("stable");
        await using var gateway = await GatewayUnderTest.StartAsync(time);
        await gateway.PutServiceAsync("shop", $$"""
            { "variants": { "stable": { "destinations": ["{{backend.Address}}"] }, "canary": { "destinations": ["{{backend.Address}}"] } }, "weights": { "stable": 100, "canary": 0 } }
            """);
        for (var i = 0; i < 60; i++)
        {
            using var answer = await gateway.Proxy.GetAsync(i % 10 == 0 ? "/status/503" : "/");
            answer.StatusCode.ShouldBe(i % 10 == 0 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK);
        }

        time.Advance(TimeSpan.FromMinutes(10));
        var forecast = await PlanAsync(gateway, $$"""{ {{Steps}} }""");
        var traffic = forecast.GetProperty("traffic");
        traffic.GetProperty("requestsPerSecond").GetDouble().ShouldBeInRange(0.08, 0.1);
        traffic.GetProperty("errorRate").GetDouble().ShouldBe(0.1);
        traffic.GetProperty("slowRates").GetProperty("10s").GetDouble().ShouldBe(0);
        traffic.GetProperty("basis").GetString()!.ShouldMatch("^measured at this gateway over the last 10m[0-9]*s?, the only one$");
        forecast.GetProperty("steps")[1].GetProperty("finds")[2].GetProperty("latency").GetProperty("edge").GetString().ShouldNotBeNullOrEmpty();

        var given = (await PlanAsync(gateway, $$"""{ {{Steps}}, "traffic": { "requestsPerSecond": 500 } }""")).GetProperty("traffic");
        given.GetProperty("requestsPerSecond").GetDouble().ShouldBe(500);
        given.GetProperty("errorRate").GetDouble().ShouldBe(0.1);
        given.GetProperty("basis").GetString()!.ShouldStartWith("requests given in the request, errors measured at this gateway");
    }

    [Fact]
    public async Task Gateways_of_one_store_are_taken_to_get_equal_shares()
    {
        var time = new ShiftedTime();
        await using var gateway = await GatewayUnderTest.StartAsync(time);
        await gateway.PutServiceAsync("shop", """{ "variants": { "stable": { "destinations": ["http://127.0.0.1:1"] }, "canary": { "destinations": ["http://127.0.0.1:1"] } } }""");
        for (var i = 0; i < 60; i++)
        {
            (await gateway.Proxy.GetAsync("/")).Dispose();
        }

        time.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 3; i++)
        {
            var now = time.GetUtcNow();
            await gateway.Services.Store.AnnounceInstanceAsync(new Storage.InstanceInfo($"other-{i}", "1", 1, now, now), default);
        }

        var traffic = (await PlanAsync(gateway, $$"""{ {{Steps}} }""")).GetProperty("traffic");
        traffic.GetProperty("basis").GetString()!.ShouldMatch("times [34] gateways that are taken to get equal shares$");
        traffic.GetProperty("requestsPerSecond").GetDouble().ShouldBeInRange(1.5, 4);
        traffic.GetProperty("errorRate").GetDouble().ShouldBe(1);
    }

    private static async Task<JsonElement> PlanAsync(GatewayUnderTest gateway, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await gateway.Admin.PostAsync(Path, content);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private static async Task<AdminUnderTest> StartWithShopAsync()
    {
        var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();
        return admin;
    }
}
