using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control.Rollouts;

/// <summary>Gathers what decisions about rollouts rest on: the time, errors that all gateways counted, and answers of webhook gates.</summary>
/// <remarks>Used by the driver's task alone.</remarks>
internal sealed class RolloutFacts(ITrafficLedger ledger, WebhookGates gates)
{
    /// <summary>Reads what the groups need, in one call to the store.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task<Round> ReadAsync(IReadOnlyList<RolloutGroup> groups, DateTimeOffset now, CancellationToken cancellation)
    {
        var limited = groups.Where(group => group.Rollout.Plan.Limits.MaxErrors is not null).SelectMany(group => group.Members).Select(IdOf).ToList();
        var counts = limited.Count == 0 ? [] : await ledger.ReadCountsAsync(limited, cancellation);
        var answers = groups.Where(group => RolloutMachine.WebhookToAsk(group.Rollout, now) is not null).ToDictionary(
            group => IdOf(group.Members[0]), group => gates.AnswerOf(group.Members[0].Name, group.Rollout, now), StringComparer.Ordinal);
        gates.ForgetOthers();
        return new Round(now, counts.ToDictionary(count => count.Rollout, count => count.Errors, StringComparer.Ordinal), answers);
    }

    private static string IdOf(ServiceSnapshot service) => service.State.Rollout!.State.Id;

    /// <summary>What is known in one round of the driver.</summary>
    internal sealed class Round(DateTimeOffset now, Dictionary<string, long> errors, Dictionary<string, GateApproval?> answers)
    {
        /// <summary>What is known of a group: of several members, that of the worst.</summary>
        public RolloutInputs Of(RolloutGroup group) => new()
        {
            Now = now,
            Errors = group.Members.Max(member => errors.TryGetValue(IdOf(member), out var count) ? count : (long?)null),
            GateAnswer = answers.GetValueOrDefault(IdOf(group.Members[0])),
        };
    }
}
