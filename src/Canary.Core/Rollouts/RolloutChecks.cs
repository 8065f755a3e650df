using Canary.Core.Services;

namespace Canary.Core.Rollouts;

/// <summary>What must be true of a rollout whose plan is valid.</summary>
internal static class RolloutChecks
{
    private const int MaxIdLength = 64;

    /// <summary>What is wrong with the identity of a run, or null.</summary>
    public static string? IdProblem(string id) =>
        id.Length is > 0 and <= MaxIdLength && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? null
            : $"must be 1 to {MaxIdLength} of letters, digits and '-', but is {Quoted.Text(id)}.";

    /// <summary>Tells each path below the rollout where something is wrong, and what.</summary>
    public static void Check(Rollout rollout, Action<string, string> fail)
    {
        var (plan, state) = (rollout.Plan, rollout.State);
        if (state.Step < -1 || state.Step >= plan.Steps.Count)
        {
            fail("step.number", $"must be from 0 to {plan.Steps.Count}, the number of steps, but is {state.Step + 1}.");
        }
        else if (state.Step != plan.Steps.Count - 1 && state.Phase == RolloutPhase.Promoted)
        {
            fail("step.number", $"must be {plan.Steps.Count}, the last, as the phase is Promoted, but is {state.Step + 1}.");
        }

        if (state.Transition < 1)
        {
            fail("transition", $"must be at least 1, but is {state.Transition}.");
        }

        if (state.Phase == RolloutPhase.Paused != state.PausedAt is not null)
        {
            fail("pausedAt", $"must be there exactly where the phase is Paused, but the phase is {state.Phase}.");
        }

        if (state is { IsReturning: true, Step: < 0 })
        {
            fail("isReturning", "must be false where the step is 0, as there is no weight to go back from, but is true.");
        }

        if (state.ReservedUntil is not null && state is not { Phase: RolloutPhase.Paused, Step: -1 })
        {
            fail("reservedUntil", $"must be there only where the phase is Paused and the step 0, but they are {state.Phase} and {state.Step + 1}.");
        }

        CheckWeights(state.WeightsBefore, fail);
    }

    private static void CheckWeights(IReadOnlyDictionary<string, Weight> weights, Action<string, string> fail)
    {
        foreach (var name in weights.Keys)
        {
            if (ServiceName.Problem(name) is { } problem)
            {
                fail($"weightsBefore.{Quoted.Bare(name)}", problem);
            }
        }

        var sum = weights.Values.Sum(weight => weight.Percent);
        if (sum != 100)
        {
            fail("weightsBefore", FormattableString.Invariant($"sum to {sum:0.##}; they must sum to 100."));
        }
    }
}
