using Canary.Gateway.Notifications;
using Canary.Gateway.Notifications.Sending;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Tests.Notifications;

public sealed class SinkDeliveryTests : IAsyncLifetime
{
    private DeliveryUnderTest _delivery = null!;

    public async ValueTask InitializeAsync() => _delivery = await DeliveryUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _delivery.DisposeAsync();

    [Fact]
    public async Task Events_are_told_once_and_in_order()
    {
        var ids = new[] { await _delivery.HappensAsync("a"), await _delivery.HappensAsync("b"), await _delivery.HappensAsync("a") };
        await _delivery.LookAsync();
        await _delivery.LookAsync();

        Told().ShouldBe(ids);
        (await _delivery.ProgressAsync()).Waiting.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_happened_before_a_sink_came_is_not_told_to_it()
    {
        await _delivery.HappensAsync("a");
        await _delivery.PutSinkAsync("late");
        var later = await _delivery.HappensAsync("a");
        await _delivery.LookAsync("late");

        Told().ShouldBe([later]);
    }

    [Fact]
    public async Task A_filter_keeps_other_events_away()
    {
        await _delivery.PutSinkAsync("pager", "rollout.rolledBack");
        await _delivery.HappensAsync("a");
        var back = await _delivery.HappensAsync("a", "rollout.rolledBack");
        await _delivery.LookAsync("pager");

        Told().ShouldBe([back]);
    }

    [Fact]
    public async Task A_receiver_that_is_down_for_an_hour_gets_everything_in_order_when_it_is_back()
    {
        _delivery.Answer = _ => new SendResult.Failed("refused");
        var first = await _delivery.HappensAsync("a");
        var second = await _delivery.HappensAsync("a");
        for (var minute = 0; minute < 60; minute++)
        {
            await _delivery.LookAsync();
            _delivery.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Told().ShouldAllBe(id => id == first);
        _delivery.Answer = _ => new SendResult.Delivered();
        _delivery.Time.Advance(TimeSpan.FromHours(2));
        await _delivery.LookAsync();

        Told()[^2..].ShouldBe([first, second]);
        (await _delivery.ProgressAsync()).Waiting.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failing_receiver_is_tried_after_the_times_of_the_specification_and_then_given_up()
    {
        _delivery.Answer = _ => new SendResult.Failed("answered 500");
        var id = await _delivery.HappensAsync("a");
        await _delivery.LookAsync();
        foreach (var wait in NotificationOptions.RetryAfter)
        {
            _delivery.Time.Advance(wait - TimeSpan.FromSeconds(1));
            var before = _delivery.Attempts.Count;
            await _delivery.LookAsync();
            _delivery.Attempts.Count.ShouldBe(before, $"before {wait} nothing is tried");
            _delivery.Time.Advance(TimeSpan.FromSeconds(1));
            await _delivery.LookAsync();
            _delivery.Attempts.Count.ShouldBe(before + 1, $"after {wait} it is tried");
        }

        var progress = await _delivery.ProgressAsync();
        progress.Waiting.ShouldBeEmpty();
        progress.Dead.Single().Id.ShouldBe(id);
        progress.Dead[0].Error.ShouldBe("answered 500");
        Told().ShouldAllBe(told => told == id);
    }

    [Fact]
    public async Task Of_a_long_backlog_little_is_carried_along_and_all_of_it_arrives()
    {
        _delivery.Answer = _ => new SendResult.Failed("refused");
        var ids = new List<string>();
        for (var i = 0; i < 500; i++)
        {
            ids.Add(await _delivery.HappensAsync("a"));
        }

        await _delivery.LookAsync();
        (await _delivery.ProgressAsync()).Waiting.Count.ShouldBeLessThan(300);

        _delivery.Answer = _ => new SendResult.Delivered();
        _delivery.Time.Advance(TimeSpan.FromMinutes(1));
        await _delivery.LookAsync();
        Told()[1..].ShouldBe(ids);
    }

    [Fact]
    public async Task Another_rollouts_events_do_not_wait_for_one_that_fails()
    {
        _delivery.Answer = told => told.Id.StartsWith('a') ? new SendResult.Failed("answered 500") : new SendResult.Delivered();
        await _delivery.HappensAsync("a");
        var other = await _delivery.HappensAsync("b");
        await _delivery.HappensAsync("a");
        await _delivery.LookAsync();

        Told().ShouldBe(["a-1", other]);
        (await _delivery.ProgressAsync()).Waiting.Select(waiting => waiting.Key).ShouldBe(["a", "a"]);
    }

    [Fact]
    public async Task A_receiver_that_answers_410_is_disabled_and_the_event_is_kept()
    {
        _delivery.Answer = _ => new SendResult.Gone();
        var id = await _delivery.HappensAsync("a");
        await _delivery.LookAsync();
        await _delivery.HappensAsync("a");
        await _delivery.LookAsync();

        _delivery.Attempts.Count.ShouldBe(1);
        (await _delivery.Sinks.FindAsync("ops", default))!.Config.IsEnabled.ShouldBeFalse();
        (await _delivery.ProgressAsync()).Dead.Single().Id.ShouldBe(id);
    }

    [Fact]
    public async Task A_crash_between_the_write_and_the_delivery_loses_nothing_and_a_repetition_has_the_same_id()
    {
        var id = await _delivery.HappensAsync("a");
        await _delivery.RestartAsync();
        _delivery.Answer = _ =>
        {
            // The receiver has it, but the gateway dies before it can say so.
            _delivery.Answer = _ => new SendResult.Delivered();
            throw new OperationCanceledException();
        };
        await Should.ThrowAsync<OperationCanceledException>(() => _delivery.LookAsync());
        await _delivery.RestartAsync();
        await _delivery.LookAsync();

        Told().ShouldBe([id, id]);
        (await _delivery.ProgressAsync()).Waiting.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_gateway_that_leads_no_longer_writes_no_progress()
    {
        await _delivery.HappensAsync("a");
        await _delivery.Store.FreeLeaseAsync(_delivery.Lease, default);
        await _delivery.Store.TakeLeaseAsync("another", TimeSpan.FromHours(1), default);
        await _delivery.LookAsync();

        _delivery.Attempts.ShouldBeEmpty();
        (await _delivery.ProgressAsync()).Cursor.ShouldBe(0);
    }

    [Fact]
    public async Task Dead_letters_are_sent_again_on_request()
    {
        _delivery.Answer = _ => new SendResult.Gone();
        var id = await _delivery.HappensAsync("a");
        await _delivery.LookAsync();
        _delivery.Answer = _ => new SendResult.Delivered();
        var sink = (await _delivery.Sinks.FindAsync("ops", default))!;
        await _delivery.Sinks.WriteAsync(sink.Config with { IsEnabled = true }, sink, WriteCondition.None, new WriteOrigin("ann", null, "sink.replace", null), default);

        (await _delivery.Sinks.ResendAsync("ops", "unknown", new WriteOrigin("ann", null, "sink.resend", null), _delivery.Time.GetUtcNow(), default)).ShouldBe(0);
        (await _delivery.Sinks.ResendAsync("ops", id, new WriteOrigin("ann", null, "sink.resend", null), _delivery.Time.GetUtcNow(), default)).ShouldBe(1);
        await _delivery.LookAsync();

        Told().ShouldBe([id, id]);
        (await _delivery.ProgressAsync()).Dead.ShouldBeEmpty();
    }

    private string[] Told() => [.. _delivery.Attempts.Select(attempt => attempt.Id)];
}
