using System.Text;
using Canary.Core.Rollouts;
using Canary.Core.Services;
using FsCheck;
using FsCheck.Fluent;

namespace Canary.Core.Tests.Rollouts;

/// <summary>A plan, and what happens to its rollout.</summary>
/// <param name="Plan">A valid plan.</param>
/// <param name="Start">When it starts: around changes of daylight saving, leap days and turns of the year.</param>
/// <param name="IsReserved">Whether a release reserves it first.</param>
/// <param name="Happenings">What happens, in order.</param>
internal sealed record RolloutScenario(RolloutPlan Plan, DateTimeOffset Start, bool IsReserved, IReadOnlyList<Happening> Happenings)
{
    private static readonly string[] People = ["alice", "bob", "mallory"];

    private static readonly Gen<Verdict?> Verdict = Weighted<Verdict?>(
        (4, Gen.Constant<Verdict?>(null)),
        (6, Gen.Constant<Verdict?>(new Verdict(VerdictKind.Pass, "not worse"))),
        (2, Gen.Constant<Verdict?>(new Verdict(VerdictKind.Inconclusive, "too little"))),
        (2, Gen.Constant<Verdict?>(new Verdict(VerdictKind.Error, "source down"))),
        (1, Gen.Constant<Verdict?>(new Verdict(VerdictKind.Fail, "worse"))));

    private static readonly Gen<TimeSpan> Span = Gen.OneOf(
        Gen.Choose(0, 90).Select(seconds => TimeSpan.FromSeconds(seconds)),
        Gen.Choose(1, 90).Select(minutes => TimeSpan.FromMinutes(minutes)),
        Gen.Choose(1, 72).Select(hours => TimeSpan.FromHours(hours)));

    private static readonly Gen<Happening> Anything = Weighted<Happening>(
        (12, from later in Weighted((12, Span), (1, Span.Select(span => -span)))
             from verdict in Verdict
             from errors in Weighted<long?>((3, Gen.Constant<long?>(null)), (6, Gen.Constant<long?>(3)), (1, Gen.Choose(0, 40).Select(errors => (long?)errors)))
             from says in Gen.Elements(true, false, false)
             select (Happening)new Happening.Tick(later, verdict, errors, says)),
        (5, from kind in Weighted(
                (6, Gen.Elements(RolloutRequestKind.Promote, RolloutRequestKind.Resume, RolloutRequestKind.Confirm)),
                (2, Gen.Constant(RolloutRequestKind.Pause)),
                (1, Gen.Elements(RolloutRequestKind.PromoteFully, RolloutRequestKind.Abort, RolloutRequestKind.RollBack, RolloutRequestKind.Supersede)))
            from person in Gen.Elements(People)
            select (Happening)new Happening.Ask(kind, person)),
        (2, Gen.Elements(People).Select(by => (Happening)new Happening.Approve(by))),
        (2, Verdict.Where(verdict => verdict is not null).Select(verdict => (Happening)new Happening.Judge(verdict!))),
        (1, Gen.Choose(0, Weight.FullHundredths).Select(hundredths => (Happening)new Happening.SetWeight(Weight.FromHundredths(hundredths)))),
        (1, Span.SelectMany(span => Gen.Elements(1, -1).Select(sign => (Happening)new Happening.ClockJump(span * sign)))),
        (2, Gen.Constant<Happening>(new Happening.Restart())));

    /// <summary>Scenarios of every kind.</summary>
    public static Gen<RolloutScenario> All =>
        from plan in AnyPlan
        from start in Gen.Elements("2026-03-28T12:00:00Z", "2026-10-24T12:00:00Z", "2028-02-28T12:00:00Z", "2026-12-31T12:00:00Z", "2026-11-27T12:00:00Z")
        from minutes in Gen.Choose(0, 48 * 60)
        from isReserved in Gen.Elements(true, false, false, false)
        from count in Gen.Choose(1, 40)
        from happenings in Anything.ArrayOf(count)
        select new RolloutScenario(plan, DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture).AddMinutes(minutes), isReserved, happenings);

    private static Gen<RolloutPlan> AnyPlan =>
        from weights in Gen.Choose(1, 5).SelectMany(count => Gen.Choose(1, Weight.FullHundredths).ArrayOf(count))
        from steps in weights.Distinct().Order().Select(Step).Aggregate(
            Gen.Constant(Array.Empty<RolloutStep>()), (all, next) => all.SelectMany(before => next.Select(step => before.Append(step).ToArray())))
        from onFail in Gen.Elements(FailureAction.Rollback, FailureAction.Rollback, FailureAction.Pause)
        from back in Gen.Elements<TimeSpan?>(null, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1))
        from freeze in Gen.Choose(0, 2).SelectMany(Window.ArrayOf)
        from max in Gen.Elements<TimeSpan?>(null, null, null, TimeSpan.FromDays(4), TimeSpan.FromHours(30))
        from errors in Gen.Elements<int?>(null, 20)
        select new RolloutPlan
        {
            Variant = "canary",
            Steps = steps,
            OnFail = onFail,
            RollbackHold = back,
            Freeze = freeze,
            MaxDuration = max,
            Limits = new RolloutLimits { MaxErrors = errors },
        };

    // Only windows of every day in UTC, so that the model can tell them by plain arithmetic.
    private static Gen<FreezeWindow> Window =>
        from hour in Gen.Choose(0, 23)
        from minute in Gen.Choose(0, 59)
        from length in Gen.Choose(1, 10 * 60)
        select new FreezeWindow($"{minute} {hour} * * *", TimeSpan.FromMinutes(length));

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Encoding.UTF8.GetString(RolloutDocument.WritePlan(Plan))} at {Start:u}{(IsReserved ? " reserved" : "")}\n{string.Join("\n", Happenings)}";

    private static Gen<RolloutStep> Step(int hundredths) =>
        from hold in Gen.Elements(TimeSpan.Zero, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10), TimeSpan.FromHours(5))
        from gate in Weighted<GateConfig?>(
            (4, Gen.Constant<GateConfig?>(null)),
            (1, Gen.Constant<GateConfig?>(new GateConfig.Manual([], null))),
            (1, Gen.Constant<GateConfig?>(new GateConfig.Manual(["alice", "bob"], "look"))),
            (1, Gen.Constant<GateConfig?>(new GateConfig.Webhook("https://gate/x", TimeSpan.FromSeconds(30)))))
        from verdict in Gen.Elements<RequiredVerdict?>(null, RequiredVerdict.NotWorse, RequiredVerdict.NoEvidenceAgainst)
        from late in Gen.Elements<TimeSpan?>(null, null, TimeSpan.FromHours(1), TimeSpan.FromDays(2))
        select new RolloutStep { Weight = Weight.FromHundredths(hundredths), Hold = hold, Gate = gate, Verdict = verdict, Deadline = late is { } some ? hold + some : null };

    private static Gen<T> Weighted<T>(params (int, Gen<T>)[] of) => Gen.Frequency(of);
}

/// <summary>One thing that happens to a rollout.</summary>
internal abstract record Happening
{
    /// <summary>The driver looks, a while later.</summary>
    public sealed record Tick(TimeSpan Later, Verdict? Verdict, long? Errors, bool WebhookSaysYes) : Happening;

    /// <summary>A person asks something.</summary>
    public sealed record Ask(RolloutRequestKind Kind, string By) : Happening;

    /// <summary>A person says yes to the gate.</summary>
    public sealed record Approve(string By) : Happening;

    /// <summary>A verdict comes from outside.</summary>
    public sealed record Judge(Verdict Verdict) : Happening;

    /// <summary>A person sets the canary's weight.</summary>
    public sealed record SetWeight(Weight Weight) : Happening;

    /// <summary>The store's clock steps.</summary>
    public sealed record ClockJump(TimeSpan By) : Happening;

    /// <summary>Everything restarts: what was written is read again.</summary>
    public sealed record Restart : Happening;
}
