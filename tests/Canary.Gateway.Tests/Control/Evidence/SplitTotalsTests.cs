using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Control.Evidence;
using Canary.Gateway.Proxy.Evidence;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Tests.Control.Evidence;

public sealed class SplitTotalsTests
{
    private static readonly VariantSelection ToStable = new(0, SelectionReason.Weight);
    private static readonly VariantSelection ToCanary = new(1, SelectionReason.Weight);

    [Fact]
    public void Reports_WhatWasSaid_IsSaidAgainOnlyWhereItGrew()
    {
        var (totals, epoch) = (new SplitTotals(), Epoch(10));
        Count(epoch, ToCanary, failed: true);
        Count(epoch, ToStable, failed: false);
        totals.Take([epoch]);
        var first = totals.Reports(all: false).ShouldHaveSingleItem();
        (first.Rollout, first.Step, first.ShareMillionths).ShouldBe(("r", 0, 100_000));
        Side(first, isBaseline: false).ShouldBe((1L, 1L, 1L));
        Side(first, isBaseline: true).ShouldBe((1L, 0L, 0L));

        // Not said yet, so it is said again, with what came meanwhile.
        Count(epoch, ToStable, failed: false);
        totals.Take([epoch]);
        var second = totals.Reports(all: false).ShouldHaveSingleItem();
        Side(second, isBaseline: true).ShouldBe((2L, 0L, 0L));

        totals.Said([second]);
        totals.Take([epoch]);
        totals.Reports(all: false).ShouldBeEmpty();
        totals.Reports(all: true).Count.ShouldBe(1);
    }

    [Fact]
    public void Reports_TwoEpochsOfOneSplit_AreAddedUp()
    {
        var (totals, before, after) = (new SplitTotals(), Epoch(10), Epoch(10));
        Count(before, ToCanary, failed: false);
        totals.Take([before]);
        Count(after, ToCanary, failed: false);
        totals.Take([before, after]);
        totals.Take([after]);

        Side(totals.Reports(all: true).ShouldHaveSingleItem(), isBaseline: false).ShouldBe((2L, 0L, 0L));
    }

    [Fact]
    public void Reports_RequestsThatALimitTurnedAway_MakeTheShareSmaller()
    {
        var (totals, epoch) = (new SplitTotals(), Epoch(50));
        for (var i = 0; i < 10; i++)
        {
            Count(epoch, ToCanary, failed: false, isLimited: true);
            Count(epoch, new VariantSelection(0, SelectionReason.Limit), failed: false, isLimited: true);
            Count(epoch, ToStable, failed: false, isLimited: true);
            Count(epoch, ToStable, failed: false, isLimited: true);
        }

        totals.Take([epoch]);

        // Of the half that is the variant's, half was let go: a third of what is left, and those turned away count for nobody.
        var report = totals.Reports(all: false).ShouldHaveSingleItem();
        report.ShareMillionths.ShouldBe(332_871, "in steps of 2 %");
        EvidenceCells.SideOf(report.Totals, isBaseline: true, 0).Draws.ShouldBe(0);
        Side(report, isBaseline: false).ShouldBe((10L, 0L, 0L));
        Side(report, isBaseline: true).ShouldBe((20L, 0L, 0L));
    }

    [Fact]
    public void Reports_UsersThatMetErrors_AreSaidUntilTheStoreHasThem()
    {
        var (totals, epoch) = (new SplitTotals(), Epoch(10, sticky: true));
        Count(epoch, new VariantSelection(1, SelectionReason.Sticky, StickySource: 0, Bucket: 7), failed: true);
        Count(epoch, new VariantSelection(1, SelectionReason.Sticky, StickySource: 0, Bucket: 7), failed: true);
        Count(epoch, new VariantSelection(0, SelectionReason.Sticky, StickySource: 0, Bucket: 0), failed: true);
        totals.Take([epoch]);
        totals.Take([epoch]);

        var report = totals.Reports(all: false).ShouldHaveSingleItem();
        report.FailedUsers.Order().ShouldBe([1, 14]);
        Side(report, isBaseline: false).ShouldBe((2L, 2L, 0L), "errors with a user count by the user");

        totals.Said([report]);
        totals.Reports(all: true).Single().FailedUsers.ShouldBeEmpty();
    }

    private static (long Requests, long Errors, long ErrorsWithoutUser) Side(EvidenceReport report, bool isBaseline)
    {
        var side = EvidenceCells.SideOf(report.Totals, isBaseline, 0);
        return (side.Requests, side.Errors, side.FirstErrors);
    }

    private static void Count(EvidenceEpoch epoch, in VariantSelection selection, bool failed, bool isLimited = false) =>
        epoch.Ended(epoch.Begin(selection, isLimited), failed, duration: 0);

    internal static EvidenceEpoch Epoch(int percent, bool sticky = false, EvidenceEpoch? before = null) =>
        new ActiveEpochs(TimeProvider.System).Of(Service(percent, sticky), before).ShouldNotBeNull();

    internal static ServiceSnapshot Service(int percent, bool sticky)
    {
        var variants = new Dictionary<string, VariantConfig> { ["stable"] = Backend(), ["canary"] = Backend() };
        Weight.TryFromPercent(percent, out var weight).ShouldBeTrue();
        var config = new ServiceConfig
        {
            Name = "shop",
            Variants = variants,
            Weights = new Dictionary<string, Weight> { ["stable"] = Weight.FromHundredths(10_000 - weight.Hundredths), ["canary"] = weight },
            Sticky = sticky ? [new StickySourceConfig(StickyKind.Header, "user")] : [],
        };
        var plan = new RolloutPlan { Variant = "canary", Steps = [new RolloutStep { Weight = weight }], Analysis = new AnalysisConfig() };
        var state = new RolloutState
        {
            Id = "r",
            Phase = RolloutPhase.Progressing,
            Step = 0,
            StartedAt = default,
            StepSince = default,
            ChangedAt = default,
            Transition = 1,
            Message = "",
            WeightsBefore = new Dictionary<string, Weight>(),
        };
        return ServiceSnapshot.Create(config, 1, new ServiceState(new Rollout(plan, state)));

        static VariantConfig Backend() => new() { Destinations = [new DestinationConfig("http://127.0.0.1:1")] };
    }
}
