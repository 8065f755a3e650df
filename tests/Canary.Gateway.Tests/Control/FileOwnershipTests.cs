using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Control;
using Canary.Gateway.Tests.Proxy;

namespace Canary.Gateway.Tests.Control;

public sealed class FileOwnershipTests
{
    private static readonly FileOwner Refuses = new("shop.yaml", "abc");

    private static readonly ServiceConfig Shop = TestServices.Split(new VariantConfig(), new VariantConfig(), canaryPercent: 10);

    private static readonly ServiceConfig Reweighted = Shop with { Weights = TestServices.Weights(50) };

    /// <summary>A change, whether a rollout is active, and whether the file refuses it.</summary>
    public static TheoryData<ServiceConfig?, bool, bool> Changes => new()
    {
        { null, false, true },
        { null, true, true },
        { Shop, false, false },
        { Shop with { ExposeVariant = false }, false, true },
        { Shop with { ExposeVariant = false }, true, true },
        { Reweighted with { ExposeVariant = false }, true, true },
        { Reweighted, false, true },
        { Reweighted, true, false },
        { ServiceChanges.RollBack(Shop), false, false },
        { ServiceChanges.RollBack(Shop), true, false },
        { ServiceChanges.RollBack(Shop) with { Baseline = "canary" }, false, true },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void RefusalOf_AChangeOfWhatAFileOwns_GoesByWhatWouldChange(ServiceConfig? after, bool isRolloutActive, bool refused) =>
        FileOwnership.RefusalOf(Before(Shop, Refuses, isRolloutActive), after).ShouldBe(refused ? Refuses : null);

    [Fact]
    public void RefusalOf_WeightsAfterARollback_RefusesThem()
    {
        var rolledBack = Before(ServiceChanges.RollBack(Shop), Refuses, isRolloutActive: false);

        FileOwnership.RefusalOf(rolledBack, Shop).ShouldBe(Refuses);
        FileOwnership.RefusalOf(rolledBack, rolledBack.Config with { RolledBack = false }).ShouldBe(Refuses);
    }

    [Fact]
    public void RefusalOf_WhereTheFileAllowsIt_IsNone() =>
        FileOwnership.RefusalOf(Before(Shop, Refuses with { AllowsApiChanges = true }, isRolloutActive: false), null).ShouldBeNull();

    [Fact]
    public void RefusalOf_AServiceOfNoFile_IsNone() => FileOwnership.RefusalOf(Before(Shop, null, isRolloutActive: false), null).ShouldBeNull();

    private static ServiceSnapshot Before(ServiceConfig service, FileOwner? owner, bool isRolloutActive)
    {
        var rollout = new Rollout(
            new RolloutPlan { Variant = "canary", Steps = [new RolloutStep { Weight = Weight.Full }] },
            new RolloutState
            {
                Id = "run",
                Phase = isRolloutActive ? RolloutPhase.Progressing : RolloutPhase.Promoted,
                Step = 0,
                StartedAt = default,
                StepSince = default,
                ChangedAt = default,
                Transition = 1,
                Message = "",
                WeightsBefore = service.Weights,
            });
        return ServiceSnapshot.Create(service, 7, new ServiceState(rollout, owner));
    }
}
