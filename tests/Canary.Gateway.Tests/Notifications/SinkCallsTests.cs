using System.Text.Json;
using Canary.Gateway.Tests.Control.Rollouts;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Notifications;

/// <summary>Sinks as operators see them: the whole gateway, a real receiver.</summary>
public sealed class SinkCallsTests : IAsyncLifetime
{
    private RolloutsUnderTest _rollouts = null!;
    private WebhookReceiver _receiver = null!;

    public async ValueTask InitializeAsync()
    {
        _rollouts = await RolloutsUnderTest.StartAsync();
        await _rollouts.PutServiceAsync("shop");
        _receiver = await WebhookReceiver.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _rollouts.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task Every_transition_of_a_rollout_is_told_in_order_with_the_line_of_its_history()
    {
        var created = await _rollouts.PutAsync("/sinks/ops", $$"""{"type":"webhook","url":"{{_receiver.Url}}"}""");
        created.Status.ShouldBe(201, created.Text);
        created.Json.GetProperty("secrets")[0].GetString()!.ShouldStartWith("whsec_");
        (await _rollouts.GetAsync("/sinks/ops")).Json.GetProperty("secrets")[0].GetString().ShouldBe("***");

        await _rollouts.PostAsync("/services/shop/rollout", """{"variant":"canary","steps":[{"weight":5,"hold":"100ms"},{"weight":100}]}""");
        await _rollouts.UntilPhaseAsync("shop", "Promoted");
        await Eventually.TrueAsync(() => _receiver.All.Count >= 3, "three events arrive");

        var events = _receiver.All.Select(received => JsonDocument.Parse(received.Body).RootElement).ToList();
        events.Select(told => told.GetProperty("type").GetString()).ShouldBe(
            ["io.canary-gateway.rollout.started", "io.canary-gateway.rollout.stepped", "io.canary-gateway.rollout.promoted"]);
        events.Select(told => told.GetProperty("id").GetString()).Distinct().Count().ShouldBe(3);
        events[0].GetProperty("specversion").GetString().ShouldBe("1.0");
        var history = await _rollouts.HistoryAsync("shop");
        events[^1].GetProperty("data").GetProperty("message").GetString().ShouldBe(history[^1].GetProperty("reason").GetString());
        (await _rollouts.Gateway.Admin.GetStringAsync("/metrics")).ShouldContain("canary_notifications_total{sink=\"ops\",result=\"delivered\"} 3\n");
    }

    [Fact]
    public async Task A_test_tells_what_came_of_it()
    {
        await _rollouts.PutAsync("/sinks/ops", $$"""{"type":"webhook","url":"{{_receiver.Url}}"}""");
        (await _rollouts.PostAsync("/sinks/ops/test")).Json.GetProperty("delivered").GetBoolean().ShouldBeTrue();

        await _rollouts.PutAsync("/sinks/ops", """{"type":"webhook","url":"http://127.0.0.1:1/"}""");
        var failed = (await _rollouts.PostAsync("/sinks/ops/test")).Json;
        failed.GetProperty("delivered").GetBoolean().ShouldBeFalse();
        failed.GetProperty("error").GetString().ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("""{"type":"pigeon","url":"http://x/"}""", "type")]
    [InlineData("""{"type":"webhook","url":"ftp://x/"}""", "url")]
    [InlineData("""{"type":"webhook","url":"http://169.254.169.254/"}""", "url")]
    [InlineData("""{"type":"webhook","url":"http://[::ffff:169.254.1.1]/"}""", "url")]
    [InlineData("""{"type":"rabbitMq","url":"http://x/"}""", "url")]
    [InlineData("""{"type":"webhook","url":"http://x/","secrets":["short"]}""", "secrets[0]")]
    [InlineData("""{"type":"slack","url":"http://x/","secrets":["a"]}""", "secrets")]
    [InlineData("""{"type":"webhook","url":"http://x/","filter":{"events":["rollout.exploded"]}}""", "filter.events[0]")]
    [InlineData("""{"type":"webhook","url":"http://x/","filter":{"services":["No Name"]}}""", "filter.services[0]")]
    [InlineData("""{"type":"webhook","url":"http://x/","colour":"red"}""", "colour")]
    public async Task What_is_wrong_is_said_by_field_and_nothing_is_written(string body, string field)
    {
        var reply = await _rollouts.PutAsync("/sinks/ops", body);
        reply.Status.ShouldBe(400, reply.Text);
        reply.Json.GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue(reply.Text);
        (await _rollouts.GetAsync("/sinks/ops")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Secrets_are_never_shown_again_and_a_placeholder_keeps_them()
    {
        await _rollouts.PutAsync("/sinks/chat", """{"type":"slack","url":"https://hooks.example.com/services/T0/B0/very-secret"}""");
        var shown = await _rollouts.GetAsync("/sinks/chat");
        shown.Text.ShouldNotContain("very-secret");

        var again = await _rollouts.PutAsync("/sinks/chat", shown.Text);
        again.Status.ShouldBe(200, again.Text);
        (await _rollouts.Gateway.Services.Control.Notifications.Sinks.FindAsync("chat", default))!.Config.Url.ShouldEndWith("very-secret");
        (await _rollouts.GetAsync("/audit")).Text.ShouldNotContain("very-secret");
    }

    [Fact]
    public async Task A_deleted_sink_is_gone_with_its_series()
    {
        await _rollouts.PutAsync("/sinks/ops", $$"""{"type":"webhook","url":"{{_receiver.Url}}"}""");
        using var deleted = await _rollouts.Gateway.Admin.DeleteAsync("/api/v1/sinks/ops");
        ((int)deleted.StatusCode).ShouldBe(204);
        (await _rollouts.GetAsync("/sinks/ops")).Status.ShouldBe(404);
        await Eventually.TrueAsync(
            async () => !(await _rollouts.Gateway.Admin.GetStringAsync("/metrics")).Contains("sink=\"ops\"", StringComparison.Ordinal), "the series go away");
    }
}
