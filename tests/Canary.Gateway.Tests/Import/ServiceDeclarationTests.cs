using System.Text;
using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Import;

namespace Canary.Gateway.Tests.Import;

public sealed class ServiceDeclarationTests
{
    private static readonly FileOwner Owner = new("shop.yaml", "old", RolloutHash: "plan", RolloutId: "run", Weights: "canary=10 stable=90");

    [Fact]
    public void Decide_NotStored_CreatesIt()
    {
        var change = ServiceDeclaration.Decide(null, Declared(Shop("90/10")));

        change.Kind.ShouldBe(DeclaredKind.Created);
        Split(change).ShouldBe("stable 90, canary 10");
        change.Owner.ShouldBe(new FileOwner("shop.yaml", "new", Weights: "canary=10 stable=90"));
    }

    [Fact]
    public void Decide_SameDocument_LeavesWhatWasMovedSince() =>
        ServiceDeclaration.Decide(Stored(Shop("50/50"), Owner with { Hash = "new" }), Declared(Shop("90/10"))).ShouldBe(DeclaredChange.Unchanged);

    [Fact]
    public void Decide_SameDocumentInAnotherFile_MovesTheOwnerAlone()
    {
        var change = ServiceDeclaration.Decide(Stored(Shop("50/50"), Owner with { File = "old.yaml", Hash = "new" }), Declared(Shop("90/10")));

        change.Kind.ShouldBe(DeclaredKind.Moved);
        Split(change).ShouldBe("stable 50, canary 50");
        change.Owner.ShouldBe(Owner with { Hash = "new" });
    }

    [Theory]
    [InlineData("50/50", "80/20", "stable 80, canary 20")] // The file's weights changed: they count.
    [InlineData("50/50", "90/10", "stable 50, canary 50")] // Something else changed: what was moved stays.
    [InlineData("rolledBack", "90/10", "rolled back, stable 100, canary 0")]
    [InlineData("rolledBack", "80/20", "stable 80, canary 20")]
    [InlineData("50/50", "rolledBack", "rolled back, stable 90, canary 10")]
    public void Decide_ChangedDocument_WritesWeightsOnlyWhereTheFileChangedThem(string inForce, string declared, string expected)
    {
        var change = ServiceDeclaration.Decide(Stored(Shop(inForce), Owner), Declared(Shop(declared) with { ExposeVariant = false }));

        change.Kind.ShouldBe(DeclaredKind.Replaced);
        change.Service!.ExposeVariant.ShouldBeFalse();
        Split(change).ShouldBe(expected);
        change.Owner!.Hash.ShouldBe("new");
        change.Owner.RolloutHash.ShouldBe("plan");
        change.Owner.Weights.ShouldBe(ServiceDeclaration.WeightsOf(Shop(declared)));
    }

    [Theory]
    [InlineData(RolloutPhase.Progressing, "stable 75, canary 25")]
    [InlineData(RolloutPhase.Paused, "stable 75, canary 25")]
    [InlineData(RolloutPhase.Promoted, "stable 80, canary 20")]
    [InlineData(RolloutPhase.RolledBack, "stable 80, canary 20")]
    public void Decide_ChangedDocument_KeepsTheWeightsOfAnActiveRollout(RolloutPhase phase, string expected) =>
        Split(ServiceDeclaration.Decide(Stored(Shop("75/25"), Owner, Rollout(phase)), Declared(Shop("80/20")))).ShouldBe(expected);

    [Fact]
    public void Decide_ChangedDocumentWithoutTheRolloutsVariant_TakesItsWeights()
    {
        var declared = Shop("80/20") with { Variants = Variants("stable", "next"), Weights = Weights(("stable", 80), ("next", 20)) };

        Split(ServiceDeclaration.Decide(Stored(Shop("75/25"), Owner, Rollout(RolloutPhase.Progressing)), Declared(declared))).ShouldBe("stable 80, next 20");
    }

    [Fact]
    public void Decide_VariantsChangedWhileWeightsStay_GivesWhatIsGoneToTheBaseline()
    {
        var stored = Shop("60/30") with { Variants = Variants("stable", "canary", "old"), Weights = Weights(("stable", 60), ("canary", 30), ("old", 10)) };
        var declared = Shop("90/10") with { Variants = Variants("stable", "canary", "next") };

        Split(ServiceDeclaration.Decide(Stored(stored, Owner), Declared(declared))).ShouldBe("stable 70, canary 30, next 0");
    }

    [Fact]
    public void Decide_ServiceOfNobody_IsLeftAlone() =>
        ServiceDeclaration.Decide(Stored(Shop("90/10") with { ExposeVariant = false }, null), Declared(Shop("90/10"))).ShouldBe(DeclaredChange.LeftAlone);

    [Fact]
    public void Decide_ServiceOfNobodyThatDiffersInWeightsAlone_IsTakenOverWithTheWeightsInForce()
    {
        var change = ServiceDeclaration.Decide(Stored(Shop("50/50"), null), Declared(Shop("90/10")));

        (change.Kind, Split(change), change.Owner!.File).ShouldBe((DeclaredKind.TakenOver, "stable 50, canary 50", "shop.yaml"));
    }

    [Fact]
    public void Decide_ServiceOfNobodyWithTakeOver_IsReplaced()
    {
        var change = ServiceDeclaration.Decide(Stored(Shop("50/50") with { ExposeVariant = false }, null), Declared(Shop("90/10"), takesOver: true));

        (change.Kind, Split(change), change.Service!.ExposeVariant).ShouldBe((DeclaredKind.TakenOver, "stable 90, canary 10", true));
    }

    private static ImportedService Declared(ServiceConfig service, bool takesOver = false) => new(service, new DocumentSource("/etc/canary/shop.yaml", "new"), false, takesOver);

    private static ServiceSnapshot Stored(ServiceConfig service, FileOwner? owner, Rollout? rollout = null) =>
        ServiceSnapshot.Create(service, 7, new ServiceState(rollout, owner));

    private static ServiceConfig Shop(string split)
    {
        var service = new ServiceConfig { Name = "shop", Variants = Variants("stable", "canary"), Weights = Weights(("stable", 90), ("canary", 10)) };
        if (split == "rolledBack")
        {
            // As an operator's call leaves it, or as a file says it.
            return service with { RolledBack = true };
        }

        var shares = split.Split('/');
        return service with { Weights = Weights(("stable", int.Parse(shares[0], null)), ("canary", int.Parse(shares[1], null))) };
    }

    private static Dictionary<string, VariantConfig> Variants(params string[] names) => names.ToDictionary(name => name, _ => new VariantConfig());

    private static Dictionary<string, Weight> Weights(params (string Name, int Percent)[] weights) =>
        weights.ToDictionary(weight => weight.Name, weight => Weight.FromHundredths(weight.Percent * 100));

    private static Rollout Rollout(RolloutPhase phase) => new(
        new RolloutPlan { Variant = "canary", Steps = [new RolloutStep { Weight = Weight.Full }] },
        new RolloutState
        {
            Id = "run",
            Phase = phase,
            Step = 0,
            StartedAt = default,
            StepSince = default,
            ChangedAt = default,
            Transition = 1,
            Message = "",
            WeightsBefore = new Dictionary<string, Weight>(),
        });

    private static string Split(DeclaredChange change)
    {
        var service = change.Service!;
        var said = new StringBuilder(service.RolledBack ? "rolled back, " : "");
        return said.AppendJoin(", ", service.Variants.Keys.Select(name => $"{name} {service.WeightOf(name)}")).ToString();
    }
}
