using Canary.Core.Analysis.Planning;

namespace Canary.Core.Tests.Analysis.Planning;

public sealed class NormalDistributionTests
{
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1.959964, 0.975)]
    [InlineData(-1.959964, 0.025)]
    [InlineData(-4, 3.167124e-5)]
    public void Below_KnownQuantiles_IsTheirChance(double x, double chance) => NormalDistribution.Below(x).ShouldBe(chance, 1e-7);

    [Fact]
    public void HasReached_KnownWalks_IsTheirChance()
    {
        // Below((m - a)/s) + exp(2ma/s²) Below((-m - a)/s).
        NormalDistribution.HasReached(level: 2, mean: 1, deviation: 1).ShouldBe(0.158655 + (Math.Exp(4) * 0.001349898), 1e-5);
        NormalDistribution.HasReached(level: 5, mean: 5, deviation: 3).ShouldBe(0.5 + (Math.Exp(50 / 9d) * NormalDistribution.Below(-10 / 3d)), 1e-5);
        NormalDistribution.HasReached(level: 5, mean: -1, deviation: 1).ShouldBe(0, 1e-7);
    }

    [Fact]
    public void HasReached_WalksThatHardlyWaver_IsZeroOrOne()
    {
        NormalDistribution.HasReached(level: 5, mean: 6, deviation: 0.001).ShouldBe(1, 1e-9);
        NormalDistribution.HasReached(level: 5, mean: 4, deviation: 0.001).ShouldBe(0, 1e-9);
    }
}
