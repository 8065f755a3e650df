using System.Globalization;
using System.Text.Json;
using Canary.TestKit;
using Microsoft.AspNetCore.Http;

namespace Canary.Gateway.Tests.Notifications;

/// <summary>Webhooks from a rollout to a real receiver: at least once, in order for each rollout, tried again, given up, and told after a restart.</summary>
public sealed class WebhookDeliveryTests
{
    [Fact]
    public async Task Receiver_that_is_down_for_an_hour_gets_everything_in_order_with_the_ids_of_the_first_attempts()
    {
        var time = new ShiftedTime();
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = context => Status(context, 503);
        await using var notifying = await Notifying.StartAsync(time);
        await notifying.PutSinkAsync("ops", Notifying.Webhook(receiver.Url));

        await notifying.StartRolloutAsync("shop");
        await notifying.PauseAndResumeAsync("shop");
        await AttemptsAsync(receiver, 1);
        await AdvanceAsync(notifying, time, TimeSpan.FromSeconds(6), 1);
        await AdvanceAsync(notifying, time, TimeSpan.FromMinutes(5.1), 2);
        await AdvanceAsync(notifying, time, TimeSpan.FromMinutes(30.1), 3);
        await AdvanceAsync(notifying, time, TimeSpan.FromMinutes(25), 4);
        var failed = receiver.All.Count;
        var first = Ids(receiver).Distinct().ShouldHaveSingleItem("later events of a rollout wait for its first");

        receiver.Answer = context => Status(context, 200);
        time.Advance(TimeSpan.FromHours(2));
        await Eventually.TrueAsync(() => Ids(receiver).Skip(failed).Distinct().Count() >= 4, "everything comes");

        var rollout = first[..first.LastIndexOf('-')];
        var told = Ids(receiver).Skip(failed).Distinct().ToList();
        told[0].ShouldBe(first);
        told.ShouldBe(told.OrderBy(id => int.Parse(id[(id.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture)));
        told.ShouldAllBe(id => id.StartsWith(rollout, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rollout_whose_event_waits_does_not_delay_another_rollout()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = context => Status(context, receiver.All.Last().Body.Contains("\"subject\":\"shop\"", StringComparison.Ordinal) ? 500 : 200);
        await using var notifying = await Notifying.StartAsync(new ShiftedTime());
        await notifying.PutSinkAsync("ops", Notifying.Webhook(receiver.Url));

        await notifying.StartRolloutAsync("shop");
        await AttemptsAsync(receiver, 1);
        await notifying.StartRolloutAsync("cart");
        await notifying.PauseAndResumeAsync("cart");

        await Eventually.TrueAsync(() => receiver.All.Count(webhook => webhook.Body.Contains("\"subject\":\"cart\"", StringComparison.Ordinal)) >= 3, "the other rollout's events come");
    }

    [Fact]
    public async Task Redirect_is_a_failure_and_is_not_followed()
    {
        var time = new ShiftedTime();
        await using var elsewhere = await WebhookReceiver.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = context =>
        {
            context.Response.Redirect(elsewhere.Url, permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };
        await using var notifying = await Notifying.StartAsync(time);
        await notifying.PutSinkAsync("ops", Notifying.Webhook(receiver.Url));

        await notifying.StartRolloutAsync("shop");
        await AttemptsAsync(receiver, 1);
        await AdvanceAsync(notifying, time, TimeSpan.FromSeconds(6), 1);
        await AttemptsAsync(receiver, 2);

        Ids(receiver).Distinct().ShouldHaveSingleItem();
        elsewhere.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Receiver_that_answers_410_is_asked_no_more_until_somebody_enables_it()
    {
        var time = new ShiftedTime();
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = context => Status(context, 410);
        await using var notifying = await Notifying.StartAsync(time);
        await notifying.PutSinkAsync("ops", Notifying.Webhook(receiver.Url));

        await notifying.StartRolloutAsync("shop");
        await Eventually.TrueAsync(async () => !(await notifying.GetAsync("/api/v1/sinks/ops")).GetProperty("enabled").GetBoolean(), "the sink is disabled");
        time.Advance(TimeSpan.FromHours(1));
        await notifying.PauseAndResumeAsync("shop");
        await notifying.PutSinkAsync("witness", Notifying.Webhook(receiver.Url.Replace("/hook", "/witness", StringComparison.Ordinal)));
        await notifying.PauseAndResumeAsync("shop");
        await Eventually.TrueAsync(() => receiver.All.Any(webhook => webhook.Path == "/witness"), "another sink is told meanwhile");
        receiver.All.Count(webhook => webhook.Path == "/hook").ShouldBe(1);

        receiver.Answer = context => Status(context, 200);
        await notifying.PutSinkAsync("ops", Notifying.Webhook(receiver.Url));
        await Eventually.TrueAsync(() => receiver.All.Count(webhook => webhook.Path == "/hook") >= 5, "what it missed is told");
    }

    [Fact]
    public async Task Receiver_that_is_slow_delays_no_other_and_is_asked_again()
    {
        var time = new ShiftedTime();
        await using var slow = await WebhookReceiver.StartAsync();
        slow.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        await using var quick = await WebhookReceiver.StartAsync();
        await using var notifying = await Notifying.StartAsync(time);
        await notifying.PutSinkAsync("slow", Notifying.Webhook(slow.Url));
        await notifying.PutSinkAsync("quick", Notifying.Webhook(quick.Url));

        await notifying.StartRolloutAsync("shop");
        await notifying.PauseAndResumeAsync("shop");

        await Eventually.TrueAsync(() => quick.All.Count >= 3, "the other sink is told", TimeSpan.FromSeconds(10));
        slow.All.Count.ShouldBe(1);
        await Eventually.TrueAsync(
            async () => (await notifying.GetAsync("/api/v1/sinks/slow/deliveries")).GetRawText().Contains("\"attempts\":1", StringComparison.Ordinal), "the attempt ends", TimeSpan.FromSeconds(40));
        await AdvanceAsync(notifying, time, TimeSpan.FromSeconds(6), 1, "slow");
        await AttemptsAsync(slow, 2);
        Ids(slow).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Gateway_that_ends_before_it_knows_the_answer_tells_again_after_its_start_with_the_same_id()
    {
        var folder = Directory.CreateTempSubdirectory("canary-notify-").FullName;
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        await using (var notifying = await Notifying.StartAsync(folder: folder))
        {
            await notifying.PutSinkAsync("ops", Notifying.Webhook(receiver.Url));
            await notifying.StartRolloutAsync("shop");
            await notifying.PauseAndResumeAsync("shop");
            await AttemptsAsync(receiver, 1);
        }

        receiver.Answer = context => Status(context, 200);
        await using (await Notifying.StartAsync(folder: folder))
        {
            await AttemptsAsync(receiver, 4);
        }

        Ids(receiver)[1].ShouldBe(Ids(receiver)[0]);
        Ids(receiver).Skip(1).Distinct().Count().ShouldBe(Ids(receiver).Count - 1);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Event_that_is_refused_for_days_is_kept_as_a_dead_letter_and_can_be_sent_again()
    {
        var time = new ShiftedTime();
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = context => Status(context, 500);
        await using var notifying = await Notifying.StartAsync(time);
        await notifying.PutSinkAsync("ops", Notifying.Webhook(receiver.Url, """, "filter": {"services": ["sh*"], "events": ["rollout.started"]}"""));

        await notifying.StartRolloutAsync("cart");
        await notifying.StartRolloutAsync("shop");
        await AttemptsAsync(receiver, 1);
        TimeSpan[] waits =
        [
            TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
            TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
        ];
        for (var i = 0; i < waits.Length; i++)
        {
            await AdvanceAsync(notifying, time, waits[i] + TimeSpan.FromSeconds(1), i + 1);
        }

        await Eventually.TrueAsync(async () => (await DeadAsync(notifying)).GetArrayLength() == 1, "it is given up");
        (await DeadAsync(notifying))[0].GetProperty("id").GetString().ShouldBe(Ids(receiver)[0]);
        receiver.Answer = context => Status(context, 200);
        await notifying.PostAsync("/api/v1/sinks/ops/dead-letters/resend", $$"""{"id": "{{Ids(receiver)[0]}}"}""");

        await Eventually.TrueAsync(async () => (await DeadAsync(notifying)).GetArrayLength() == 0, "nothing is dead any more");
        await Eventually.TrueAsync(
            async () => (await MetricsAsync(notifying)).Contains("canary_notifications_total{sink=\"ops\",result=\"delivered\"} 1", StringComparison.Ordinal), "it is told at last");
        (await MetricsAsync(notifying)).ShouldNotContain("canary_notifications_total{sink=\"ops\",result=\"dead\"} 0");
        Ids(receiver).Distinct().ShouldHaveSingleItem();
    }

    private static async Task<JsonElement> DeadAsync(Notifying notifying) => (await notifying.GetAsync("/api/v1/sinks/ops/dead-letters")).GetProperty("items");

    private static Task<string> MetricsAsync(Notifying notifying) => notifying.Gateway.Admin.GetStringAsync("/metrics");

    private static IReadOnlyList<string> Ids(WebhookReceiver receiver) => [.. receiver.All.Select(webhook => webhook.Headers["webhook-id"])];

    private static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static Task AttemptsAsync(WebhookReceiver receiver, int count) =>
        Eventually.TrueAsync(() => receiver.All.Count >= count, $"attempt {count} comes");

    /// <summary>Moves the clock once the store has what became of an attempt. The lease ends by that, so that an attempt at that moment may be repeated.</summary>
    private static async Task AdvanceAsync(Notifying notifying, ShiftedTime time, TimeSpan by, int attempts, string sink = "ops")
    {
        await Eventually.TrueAsync(
            async () => (await notifying.GetAsync($"/api/v1/sinks/{sink}/deliveries")).GetRawText().Contains($"\"attempts\":{attempts},", StringComparison.Ordinal),
            $"attempt {attempts} of '{sink}' is known to have failed");
        time.Advance(by);
    }
}
