using Canary.Core.Analysis;
using Canary.Core.Selection;
using Canary.Gateway.Proxy.Evidence;
using Canary.Gateway.Tests.Control.Evidence;

namespace Canary.Gateway.Tests.Proxy;

public sealed class EvidenceEpochTests
{
    [Theory]
    [InlineData(SelectionReason.Rule)]
    [InlineData(SelectionReason.Rollback)]
    [InlineData(SelectionReason.Limit)]
    public void Begin_AnotherReasonThanWeights_DoesNotCount(SelectionReason reason) =>
        SplitTotalsTests.Epoch(10).Begin(new VariantSelection(1, reason), isLimited: false).ShouldBe(default);

    [Fact]
    public void Ended_OneUser_CountsEachRequestButOneDurationAndIsTakenOutOnce()
    {
        var epoch = SplitTotalsTests.Epoch(10, sticky: true);
        for (var i = 0; i < 5; i++)
        {
            epoch.Ended(epoch.Begin(new VariantSelection(1, SelectionReason.Sticky, StickySource: 0, Bucket: 4_000_000_000), isLimited: false), failed: true, duration: 20_000);
        }

        var canary = Read(epoch, isBaseline: false);
        (canary.Requests, canary.Errors, canary.FirstErrors, canary.Draws, canary.Durations.Sum()).ShouldBe((5L, 5L, 0L, 0L, 1L));
        canary.Durations[1].ShouldBe(1, "2 ms are between 1 and 2.5");
        epoch.TakeFailedUsers().ShouldBe([new FailedUser(4_000_000_000, IsBaseline: false)]);
        epoch.TakeFailedUsers().ShouldBeEmpty();

        // Nor in the next step of the rollout.
        var next = SplitTotalsTests.Epoch(50, sticky: true, before: epoch);
        next.Ended(next.Begin(new VariantSelection(1, SelectionReason.Sticky, StickySource: 0, Bucket: 4_000_000_000), isLimited: false), failed: false, duration: 20_000);
        (Read(next, isBaseline: false).Requests, Read(next, isBaseline: false).Durations.Sum()).ShouldBe((1L, 0L));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Take_AtSeveralGateways_LetsEachUserThroughAtOneOfThemAtMost(int gateways)
    {
        var tables = Enumerable.Range(0, gateways).Select(part =>
        {
            var users = new UserPart();
            users.Set(part, gateways);
            return new OncePerUser(users);
        }).ToArray();
        int[] taken = [.. Enumerable.Range(1, 10_000).Select(user => tables.Count(table => table.Take((uint)user * 429_497u)))];

        // Some find their place taken by another.
        taken.Max().ShouldBe(1);
        taken.Sum().ShouldBeGreaterThan(9_000);
    }

    [Fact]
    public void Ended_AKeyThatWasJustIssued_IsADraw()
    {
        var epoch = SplitTotalsTests.Epoch(10, sticky: true);
        epoch.Ended(epoch.Begin(new VariantSelection(0, SelectionReason.Sticky, StickySource: 0, Bucket: 1, IssuedKey: "k"), isLimited: false), failed: false, duration: 0);
        epoch.Ended(epoch.Begin(new VariantSelection(0, SelectionReason.Sticky, StickySource: 0, Bucket: 1), isLimited: false), failed: false, duration: 0);

        Read(epoch, isBaseline: true).Draws.ShouldBe(1);
    }

    [Fact]
    public void Ended_NoDuration_CountsWithoutOne()
    {
        var epoch = SplitTotalsTests.Epoch(10);
        epoch.Ended(epoch.Begin(new VariantSelection(0, SelectionReason.Weight), isLimited: false), failed: false, duration: -1);

        var baseline = Read(epoch, isBaseline: true);
        (baseline.Requests, baseline.Durations.Sum()).ShouldBe((1L, 0L));
    }

    [Fact]
    public void Ended_ManyThreads_LoseNothing()
    {
        var epoch = SplitTotalsTests.Epoch(10);
        Parallel.For(0, 100_000, i => epoch.Ended(epoch.Begin(new VariantSelection(i % 2, SelectionReason.Weight), isLimited: false), failed: i % 4 == 0, duration: 0));

        (Read(epoch, isBaseline: false).Requests, Read(epoch, isBaseline: true).Requests, Read(epoch, isBaseline: true).FirstErrors).ShouldBe((50_000L, 50_000L, 25_000L));
    }

    private static SideCounts Read(EvidenceEpoch epoch, bool isBaseline)
    {
        var cells = new long[EvidenceCells.AllCells];
        epoch.Read(cells);
        return EvidenceCells.SideOf(cells, isBaseline, 0);
    }
}
