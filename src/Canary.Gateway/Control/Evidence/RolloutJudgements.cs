using System.Collections.Immutable;
using System.Text;
using Canary.Core.Analysis;
using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Control.Analysis;
using Canary.Gateway.Proxy.Evidence;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control.Evidence;

/// <summary>Judges rollouts on what all gateways counted and what sources outside say, on the gateway that leads, and keeps the judgements for people to see.</summary>
/// <remarks>Used by the driver's task; <see cref="Current"/> is read by scrapes.</remarks>
internal sealed class RolloutJudgements(IEvidenceLedger ledger, OutsideChecks outside)
{
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(1);

    private IReadOnlyDictionary<string, Judgement> _current = ImmutableDictionary<string, Judgement>.Empty;
    private DateTimeOffset _savedAt;
    private Dictionary<string, VerdictKind> _saved = [];

    /// <summary>The last judgements, by service; out of date on a gateway that leads no more.</summary>
    public IReadOnlyDictionary<string, Judgement> Current => Volatile.Read(ref _current);

    /// <summary>Judges those of the services whose rollout has a step in force and asks for analysis.</summary>
    /// <returns>By service.</returns>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task<IReadOnlyDictionary<string, Judgement>> JudgeAsync(IReadOnlyList<ServiceSnapshot> services, DateTimeOffset now, CancellationToken cancellation)
    {
        var judged = services.Where(service => service.State.Rollout is { CurrentStep: not null, Plan.Analysis: not null }).ToList();
        if (judged.Count == 0)
        {
            Forget();
            return Current;
        }

        var rows = (await ledger.ReadEvidenceAsync([.. judged.Select(service => service.State.Rollout!.State.Id)], cancellation)).ToLookup(row => row.Rollout);
        var judgements = judged.ToDictionary(
            service => service.Name, service => Judge.Of(InputsOf(service, [.. rows[service.State.Rollout!.State.Id].Select(RowOf)], now)), StringComparer.Ordinal);
        outside.ForgetOthers();
        Volatile.Write(ref _current, judgements);
        var verdicts = judgements.ToDictionary(judgement => judgement.Key, judgement => judgement.Value.Verdict.Kind, StringComparer.Ordinal);
        if ((now - _savedAt).Duration() >= SaveEvery || verdicts.Any(verdict => _saved.GetValueOrDefault(verdict.Key) != verdict.Value))
        {
            // What led to a decision is kept before it is made.
            await ledger.SaveJudgementsAsync(
                judged.ToDictionary(service => service.State.Rollout!.State.Id, service => TextOf(judgements[service.Name], now)), cancellation);
            (_savedAt, _saved) = (now, verdicts);
        }

        return judgements;
    }

    /// <summary>Nothing is to be judged any more.</summary>
    public void Forget()
    {
        outside.ForgetOthers();
        Volatile.Write(ref _current, ImmutableDictionary<string, Judgement>.Empty);
    }

    /// <summary>What all gateways counted under one split.</summary>
    internal static CountedRow RowOf(EvidenceRow row) => new(
        row.Step,
        (double)row.ShareMillionths / EpochKey.Whole,
        EvidenceCells.SideOf(row.Totals, isBaseline: false, row.FailedAtCanary),
        EvidenceCells.SideOf(row.Totals, isBaseline: true, row.FailedAtBaseline))
    { Compared = EvidenceCells.ComparedOf(row.Totals) };

    private static string TextOf(Judgement judgement, DateTimeOffset at) => Encoding.UTF8.GetString(JsonBytes.Of(writer => JudgementJson.WriteFields(writer, judgement, at)));

    private JudgementInputs InputsOf(ServiceSnapshot service, IReadOnlyList<CountedRow> rows, DateTimeOffset now)
    {
        var rollout = service.State.Rollout!;
        var share = (double)EpochKey.ShareOf(service.Config, rollout.Plan.Variant) / EpochKey.Whole;
        return new JudgementInputs
        {
            Analysis = rollout.Plan.Analysis!,
            Canary = rollout.Plan.Variant,
            Baseline = service.Config.Baseline,
            Rows = rows,
            Step = rollout.State.Step,
            Outside = outside.AnswersOf(service.Name, service.Config.Baseline, rollout, share, now),
            Share = share,
            Required = rollout.CurrentStep!.Verdict ?? RequiredVerdict.NoEvidenceAgainst,
            Counting = now > rollout.State.StepSince ? now - rollout.State.StepSince : TimeSpan.Zero,
        };
    }
}
