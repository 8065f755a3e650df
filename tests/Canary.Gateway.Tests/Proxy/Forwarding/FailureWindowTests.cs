using Canary.Gateway.Proxy.Forwarding;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.Forwarding;

public sealed class FailureWindowTests
{
    private readonly SteppedTime _time = new();
    private readonly FailureWindow _window = new();

    [Fact]
    public void Add_FewerThanTenRequests_NeverTrips() =>
        Enumerable.Range(0, FailureWindow.MinRequests - 1).ShouldAllBe(_ => !_window.Add(true, 0.1, _time));

    [Fact]
    public void Add_RatioIsReached_TripsOnceAndStartsAfresh()
    {
        for (var i = 0; i < 7; i++)
        {
            _window.Add(false, 0.3, _time).ShouldBeFalse();
        }

        _window.Add(true, 0.3, _time).ShouldBeFalse();
        _window.Add(true, 0.3, _time).ShouldBeFalse();
        _window.Add(true, 0.3, _time).ShouldBeTrue();
        _window.Add(true, 0.3, _time).ShouldBeFalse();
    }

    [Fact]
    public void Add_OldFailures_AreForgotten()
    {
        for (var i = 0; i < 9; i++)
        {
            _window.Add(true, 0.5, _time).ShouldBeFalse();
        }

        _time.Advance(TimeSpan.FromSeconds(20));
        _window.Add(true, 0.5, _time).ShouldBeFalse();
    }

    [Fact]
    public void Add_FailuresOfTheSpanBefore_StillCount()
    {
        for (var i = 0; i < 9; i++)
        {
            _window.Add(true, 0.5, _time).ShouldBeFalse();
        }

        _time.Advance(TimeSpan.FromSeconds(11));
        _window.Add(true, 0.5, _time).ShouldBeTrue();
    }
}
