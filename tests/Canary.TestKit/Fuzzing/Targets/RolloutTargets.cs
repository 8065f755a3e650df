using System.Text;
using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.TestKit.Fuzzing.Targets;

/// <summary>Plans of rollouts, and what the gateway remembers of a service and its rollout.</summary>
internal static class RolloutTargets
{
    private static readonly DateTimeOffset Now = new(2026, 3, 6, 12, 0, 0, TimeSpan.Zero);
    private static readonly ServiceConfig Shop = ServiceDocument.Read(FuzzCorpus.Of("service")[0]).Value ?? throw new InvalidOperationException("the first service of the corpus is not valid");

    private static readonly string[] Words =
    [
        "\"variant\"", "\"steps\"", "\"weight\"", "\"hold\"", "\"verdict\"", "\"gate\"", "\"manual\"", "\"webhook\"", "\"deadline\"", "\"freeze\"", "\"cron\"", "\"0 18 * * FRI\"", "\"*/5 1-3 29 2 *\"",
        "\"duration\"", "\"timeZone\"", "\"Europe/Berlin\"", "\"limits\"", "\"maxErrors\"", "\"analysis\"", "\"checks\"", "\"notWorse\"", "\"rollback\"", "\"pause\"", "\"phase\"", "\"Paused\"",
        "\"step\"", "\"owner\"", "\"9999-12-31T23:59:59Z\"", "\"0001-01-01T00:00:00Z\"",
    ];

    public static IEnumerable<FuzzTarget> All { get; } = [new("plan", ReadPlan) { Words = Words }, new("state", ReadState) { Words = Words, Generate = _ => Started() }];

    private static void ReadPlan(byte[] input)
    {
        var result = RolloutDocument.ReadPlan(input, Shop);
        ServiceTargets.Whole(result.Value, result.Errors);
        if (result.Value is not { } plan)
        {
            return;
        }

        var written = RolloutDocument.WritePlan(plan);
        var again = RolloutDocument.ReadPlan(written, Shop);
        FuzzFailure.Unless(again.IsValid, $"an accepted plan is refused when it is read again: {again.Errors.FirstOrDefault()}");
        FuzzFailure.UnlessSame(Encoding.UTF8.GetString(written), Encoding.UTF8.GetString(RolloutDocument.WritePlan(again.Value!)), "a plan that is read again");
        var started = RolloutMachine.Start(Shop, plan, "run-1", "ann", null, Now);
        RoundTrip(new ServiceState(started.Next));
        Drive(started.Next);
    }

    private static void ReadState(byte[] input)
    {
        var result = ServiceStateDocument.Read(input);
        ServiceTargets.Whole(result.Value, result.Errors);
        if (result.Value is { } state)
        {
            RoundTrip(state);
            if (state.Rollout is { } rollout)
            {
                Drive(rollout);
            }
        }
    }

    private static IReadOnlyList<byte[]> Started()
    {
        var plans = FuzzCorpus.Of("plan").Select(plan => RolloutDocument.ReadPlan(plan, Shop).Value).OfType<RolloutPlan>();
        return [.. plans.Select(plan => ServiceStateDocument.Write(new ServiceState(RolloutMachine.Start(Shop, plan, "run-1", "ann", "because", Now).Next)))];
    }

    private static void RoundTrip(ServiceState state)
    {
        var written = ServiceStateDocument.Write(state);
        var again = ServiceStateDocument.Read(written);
        FuzzFailure.Unless(again.IsValid, $"an accepted state is refused when it is read again: {again.Errors.FirstOrDefault()}");
        FuzzFailure.UnlessSame(Encoding.UTF8.GetString(written), Encoding.UTF8.GetString(ServiceStateDocument.Write(again.Value!)), "a state that is read again");
    }

    private static void Drive(Rollout rollout)
    {
        foreach (var now in new[] { Now, Now.AddDays(400) })
        {
            foreach (var verdict in new[] { null, new Verdict(VerdictKind.Pass, "fine"), new Verdict(VerdictKind.Fail, "not") })
            {
                var inputs = new RolloutInputs { Now = now, Verdict = verdict };
                if (RolloutMachine.Next(rollout, inputs) is { } change)
                {
                    RoundTrip(new ServiceState(change.Next));
                }

                RolloutProgress.Describe(rollout, inputs);
            }

            RolloutMachine.NextDue(rollout, now);
            foreach (var kind in Enum.GetValues<RolloutRequestKind>())
            {
                RolloutMachine.Act(rollout, new RolloutRequest(kind, "ann", null), now);
            }
        }
    }
}
