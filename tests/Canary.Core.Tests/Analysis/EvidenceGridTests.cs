using Canary.Core.Analysis;

namespace Canary.Core.Tests.Analysis;

public sealed class EvidenceGridTests
{
    [Fact]
    public void LogEvidence_GoldenCounts_IsKnownToSixDigits()
    {
        // Twenty errors of the canary among 220; how many of them under which share makes no difference.
        EventCounts[] rows = [new(0.01, 2, 98), new(0.05, 8, 92), new(0.25, 10, 10)];

        Math.Exp(EvidenceGrid.Above(1).LogEvidence(rows)).ShouldBe(7.741676, 0.0000005);
    }

    [Fact]
    public void LogEvidence_NothingCounted_IsNone()
    {
        EvidenceGrid.Above(1.25).LogEvidence([]).ShouldBe(0);
        EvidenceGrid.Below(1.25).LogEvidence([new(0.05, 0, 0)]).ShouldBe(0);
    }

    [Fact]
    public void LogEvidence_OfAllTraffic_SaysNothing()
    {
        // Where everything goes to one side there is nothing to compare it with.
        EvidenceGrid.Above(1).LogEvidence([new(1, 1_000, 0)]).ShouldBe(0, 1e-9);
        EvidenceGrid.Below(1.25).LogEvidence([new(1, 1_000, 0)]).ShouldBe(0, 1e-9);
    }

    [Fact]
    public void LogEvidence_Expectation_IsOneUnderTheNullAndLessWithinIt()
    {
        // The sum over all outcomes of ten errors under a share, each weighed by its probability.
        foreach (var (grid, ratio, most) in new[]
        {
            (EvidenceGrid.Above(1), 1d, 1d), (EvidenceGrid.Above(1.25), 1.25, 1d), (EvidenceGrid.Above(1.25), 1, 0.999),
            (EvidenceGrid.Below(1.25), 1.25, 1d), (EvidenceGrid.Below(1.25), 2, 0.999),
        })
        {
            var share = 0.2 * ratio / ((0.2 * ratio) + 0.8);
            var expectation = Enumerable.Range(0, 11).Sum(k => Binomial(10, k) * Math.Pow(share, k) * Math.Pow(1 - share, 10 - k) * Math.Exp(grid.LogEvidence([new(0.2, k, 10 - k)])));
            expectation.ShouldBeLessThanOrEqualTo(most + 1e-9);
            if (most == 1)
            {
                expectation.ShouldBe(1, 1e-9);
            }
        }
    }

    [Fact]
    public void LogEvidence_RowsOfTheSameShare_AddUp()
    {
        var grid = EvidenceGrid.Above(1.25);
        grid.LogEvidence([new(0.05, 3, 20), new(0.05, 4, 30), new(0.25, 1, 2)]).ShouldBe(grid.LogEvidence([new(0.25, 1, 2), new(0.05, 7, 50)]), 1e-9);
    }

    [Fact]
    public void LogEvidence_MillionsOfEvents_IsANumber()
    {
        EvidenceGrid.Above(1).LogEvidence([new(0.5, 90_000_000, 10_000_000)]).ShouldBeInRange(1e7, 1e9);
        EvidenceGrid.Above(1).LogEvidence([new(0.5, 10_000_000, 90_000_000)]).ShouldBeInRange(-1e9, -1e5);
    }

    private static double Binomial(int n, int k) => Enumerable.Range(1, k).Aggregate(1d, (product, i) => product * (n - k + i) / i);
}
