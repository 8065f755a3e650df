using Canary.Core.Analysis.Planning;

namespace Canary.Core.Tests.Analysis.Planning;

public sealed class WaldBoundTests
{
    [Fact]
    public void Requests_KnownRates_IsTheThresholdOverTheDivergence()
    {
        // Of the errors, 2/3 are the canary's where 1/2 would be: KL = ln 2 - (2/3 ln(3/2) + 1/3 ln 3).
        var divergence = Math.Log(2) - ((2 / 3d * Math.Log(1.5)) + (Math.Log(3) / 3));
        WaldBound.Requests(0.5, 1, [EventChance.Of(0.5, 0.02, 0.01)], Math.Log(100))!.Value.ShouldBe(Math.Log(100) / divergence / 0.015, 1e-6);
    }

    [Fact]
    public void Requests_WithinTheTolerance_IsNever()
    {
        WaldBound.Requests(0.5, 1.25, [EventChance.Of(0.5, 0.0125, 0.01)], Math.Log(100)).ShouldBeNull();
        WaldBound.Requests(0.5, 1.25, [EventChance.Of(0.5, 0.005, 0.01)], Math.Log(100)).ShouldBeNull();
        WaldBound.Requests(0.5, 1.25, [default], Math.Log(100)).ShouldBeNull();
    }

    [Fact]
    public void Requests_BaselineThatNeverFails_IsANumber()
    {
        WaldBound.Requests(0.5, 1, [EventChance.Of(0.5, 0.01, 0)], Math.Log(100))!.Value.ShouldBe(Math.Log(100) / Math.Log(2) / 0.005, 1e-6);
    }
}
