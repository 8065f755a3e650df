using Canary.Core.Analysis;
using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Gateway.Control.Evidence;
using Canary.Gateway.Control.Objectives;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control.Rollouts;

/// <summary>Gathers what decisions about rollouts rest on: the time, errors that all gateways counted, what they make of the evidence, and answers of webhook gates.</summary>
/// <remarks>Used by the driver's task alone.</remarks>
internal sealed class RolloutFacts(ITrafficLedger ledger, RolloutJudgements judgements, ErrorBudgets budgets, WebhookGates gates)
{
    /// <summary>Reads what the groups need.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task<Round> ReadAsync(IReadOnlyList<RolloutGroup> groups, DateTimeOffset now, CancellationToken cancellation)
    {
        var limited = groups.Where(group => group.Rollout.Plan.Limits.CountsErrors).SelectMany(group => group.Members).Select(IdOf).ToList();
        var counts = limited.Count == 0 ? [] : await ledger.ReadCountsAsync(limited, cancellation);
        var judged = await judgements.JudgeAsync([.. groups.SelectMany(group => group.Members)], now, cancellation);
        var left = await budgets.ReadAsync(groups.SelectMany(group => group.Members), now, cancellation);
        var answers = groups.Where(group => RolloutMachine.WebhookToAsk(group.Rollout, now) is not null).ToDictionary(
            group => IdOf(group.Members[0]), group => gates.AnswerOf(group.Members[0].Name, group.Rollout, now), StringComparer.Ordinal);
        gates.ForgetOthers();
        return new Round(now, counts.ToDictionary(count => count.Rollout, count => count.Errors, StringComparer.Ordinal), judged, left, answers);
    }

    /// <summary>No rollout is active any more.</summary>
    public void Forget() => judgements.Forget();

    private static string IdOf(ServiceSnapshot service) => service.State.Rollout!.State.Id;

    /// <summary>What is known in one round of the driver.</summary>
    internal sealed class Round(
        DateTimeOffset now, Dictionary<string, long> errors, IReadOnlyDictionary<string, Judgement> judged, IReadOnlyDictionary<string, ErrorBudget> budgets, Dictionary<string, GateApproval?> answers)
    {
        /// <summary>What is known of a group: of several members, that of the worst.</summary>
        public RolloutInputs Of(RolloutGroup group) => new()
        {
            Now = now,
            Errors = group.Members.Max(member => errors.TryGetValue(IdOf(member), out var count) ? count : (long?)null),
            Verdict = RolloutMachine.Worst(group.Members.Select(member => VerdictOf(member, isAlone: group.Members.Count == 1))),
            Budget = group.Members.Select(member => budgets.GetValueOrDefault(member.Name)).OfType<ErrorBudget>().MinBy(budget => budget.Allowed - budget.Errors),
            GateAnswer = answers.GetValueOrDefault(IdOf(group.Members[0])),
        };

        private Verdict? VerdictOf(ServiceSnapshot member, bool isAlone) =>
            judged.GetValueOrDefault(member.Name)?.Verdict is not { } verdict ? null
            : isAlone ? verdict
            : verdict with { Message = $"{member.Name}: {verdict.Message}" };
    }
}
