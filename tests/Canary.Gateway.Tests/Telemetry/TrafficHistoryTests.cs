using Canary.Core.Selection;
using Canary.Gateway.Telemetry;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Telemetry;

public sealed class TrafficHistoryTests
{
    private readonly SteppedTime _time = new();
    private readonly TrafficMetrics _metrics = new();
    private readonly TrafficHistory _history;

    public TrafficHistoryTests() => _history = new TrafficHistory(_metrics, _time);

    [Fact]
    public void Of_NoTraffic_IsNothing()
    {
        var recent = _history.Of("shop", "stable");
        (recent.Over, recent.RequestsPerSecond, recent.ErrorRate).ShouldBe((TimeSpan.Zero, 0, 0));
    }

    [Fact]
    public void Of_BeforeTheFirstMark_IsSinceTheStart()
    {
        Send("stable", 270, errors: 27);
        Send("canary", 30, errors: 30);
        _time.Advance(TimeSpan.FromSeconds(30));

        var recent = _history.Of("shop", "stable");
        recent.Over.ShouldBe(TimeSpan.FromSeconds(30));
        recent.RequestsPerSecond.ShouldBe(10);
        recent.ErrorRate.ShouldBe(0.1);
        recent.Baseline.Durations.Sum().ShouldBe(270);
        recent.Baseline.Durations[DurationBuckets.IndexOf(TimeSpan.FromMilliseconds(20).Ticks)].ShouldBe(270);
    }

    [Fact]
    public void Of_WhatWasTenMinutesAgo_IsForgotten()
    {
        Send("stable", 1_000_000, errors: 0);
        for (var i = 0; i < 8; i++)
        {
            _time.Advance(TrafficHistory.Interval);
            _history.Remember();
            Send("stable", 1_200, errors: 12);
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        var recent = _history.Of("shop", "stable");
        recent.Over.ShouldBe(TimeSpan.FromMinutes(9));
        recent.Drawn.ShouldBe(5 * 1_200);
        recent.ErrorRate.ShouldBe(0.01);
    }

    [Fact]
    public void Of_RequestsThatWeightsDoNotDecide_DoNotCountAsTraffic()
    {
        var stable = _metrics.For("shop", "stable");
        foreach (var reason in Enum.GetValues<SelectionReason>())
        {
            stable.RequestStarted(reason);
        }

        // By weight, by sticky key, and by weight but above a limit.
        _history.Of("shop", "stable").Drawn.ShouldBe(3);
    }

    [Fact]
    public void Of_ServiceThatCameLater_IsSinceTheLatestMark()
    {
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TrafficHistory.Interval);
            _history.Remember();
        }

        _time.Advance(TimeSpan.FromSeconds(20));
        Send("stable", 100, errors: 0);
        _history.Of("shop", "stable").RequestsPerSecond.ShouldBe(5);
    }

    [Fact]
    public void Of_CountersThatBeganAnew_IsNeverNegative()
    {
        Send("stable", 1_000, errors: 10);
        _time.Advance(TrafficHistory.Interval);
        _history.Remember();
        _metrics.Retain("shop", []);
        Send("stable", 60, errors: 0);
        _time.Advance(TimeSpan.FromMinutes(1));

        var recent = _history.Of("shop", "stable");
        (recent.RequestsPerSecond, recent.ErrorRate).ShouldBe((1, 0));
    }

    private void Send(string variant, int requests, int errors)
    {
        var metrics = _metrics.For("shop", variant);
        for (var i = 0; i < requests; i++)
        {
            metrics.RequestStarted(SelectionReason.Weight);
            metrics.RequestEnded(i < errors ? 503 : 200, TimeSpan.FromMilliseconds(20));
        }
    }
}
