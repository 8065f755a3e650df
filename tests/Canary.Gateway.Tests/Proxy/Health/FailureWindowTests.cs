using Canary.Core.Services;
using Canary.Gateway.Proxy.Health;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.Health;

public sealed class FailureWindowTests
{
    private readonly SteppedTime _time = new();
    private readonly FailureWindow _window = new();

    [Fact]
    public void Add_FewerThanTenRequests_NeverReachesAShare() =>
        Enumerable.Range(0, FailureWindow.MinRequests - 1).ShouldAllBe(_ => Add(true, 0.1) == EjectionCause.None);

    [Fact]
    public void Add_RatioIsReached_SaysSoWithEachFailureUntilCleared()
    {
        for (var i = 0; i < 7; i++)
        {
            Add(false, 0.3).ShouldBe(EjectionCause.None);
        }

        Add(true, 0.3).ShouldBe(EjectionCause.None);
        Add(true, 0.3).ShouldBe(EjectionCause.None);
        Add(true, 0.3).ShouldBe(EjectionCause.FailureRatio);
        Add(false, 0.3).ShouldBe(EjectionCause.None);
        Add(true, 0.3).ShouldBe(EjectionCause.FailureRatio);
        _window.Clear();
        Add(true, 0.3).ShouldBe(EjectionCause.None);
    }

    [Fact]
    public void Add_FailuresInARow_AreEnoughOfThemselves()
    {
        Add(true, 1, consecutive: 3).ShouldBe(EjectionCause.None);
        Add(true, 1, consecutive: 3).ShouldBe(EjectionCause.None);
        Add(false, 1, consecutive: 3).ShouldBe(EjectionCause.None);
        Add(true, 1, consecutive: 3).ShouldBe(EjectionCause.None);
        Add(true, 1, consecutive: 3).ShouldBe(EjectionCause.None);
        Add(true, 1, consecutive: 3).ShouldBe(EjectionCause.ConsecutiveFailures);
    }

    [Fact]
    public void Add_OldFailures_AreForgotten()
    {
        for (var i = 0; i < 9; i++)
        {
            Add(true, 0.5).ShouldBe(EjectionCause.None);
        }

        _time.Advance(TimeSpan.FromSeconds(20));
        Add(true, 0.5).ShouldBe(EjectionCause.None);
    }

    [Fact]
    public void Add_FailuresOfTheSpanBefore_StillCount()
    {
        for (var i = 0; i < 9; i++)
        {
            Add(true, 0.5).ShouldBe(EjectionCause.None);
        }

        _time.Advance(TimeSpan.FromSeconds(11));
        Add(true, 0.5).ShouldBe(EjectionCause.FailureRatio);
    }

    private EjectionCause Add(bool failed, double ratio, int consecutive = 1000) =>
        _window.Add(failed, new EjectionRules(new PassiveHealthCheckConfig { FailureRatio = ratio, ConsecutiveFailures = consecutive }), _time);
}
