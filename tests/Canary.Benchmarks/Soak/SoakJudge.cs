using System.Globalization;
using System.Text.RegularExpressions;

namespace Canary.Benchmarks.Soak;

/// <summary>What must hold of a run, seen from the outside: by answers, history and logs.</summary>
internal sealed partial class SoakJudge
{
    // How long after a write the canary may still be chosen by a gateway that hears of it by polling only.
    private static readonly TimeSpan InEffect = TimeSpan.FromSeconds(3);

    /// <summary>Everything that does not hold; a sentence each.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>Requests that failed with the gateway that had them.</summary>
    public int DiedWithTheirGateway { get; private set; }

    /// <summary>Answers while the canary had no weight, at gateways that must have known.</summary>
    public int AnswersWithoutWeight { get; private set; }

    /// <summary>No request is lost that a gateway within reach was asked.</summary>
    public void JudgeAnswers(IEnumerable<SoakAnswer> answers, IReadOnlyList<SoakGateway> gateways)
    {
        foreach (var answer in answers.Where(answer => answer.Problem is not null))
        {
            if (gateways[answer.Gateway].WasGone(answer.Sent, answer.Ended))
            {
                DiedWithTheirGateway++;
            }
            else
            {
                Violations.Add(string.Create(CultureInfo.InvariantCulture, $"A request for {answer.Service} at {gateways[answer.Gateway].Name}, {answer.Sent.TotalSeconds:0.00} to {answer.Ended.TotalSeconds:0.00} s: {answer.Problem}"));
            }
        }
    }

    /// <summary>What was accepted is in history, once; what was refused is not.</summary>
    public void JudgeWrites(IEnumerable<SoakWrite> writes, SoakHistory history)
    {
        Violations.AddRange(history.Problems);
        foreach (var write in writes)
        {
            var found = history.Of(write.Service).Count(version => version.Reason.Contains(write.Reason, StringComparison.Ordinal) || (write.Accepted && version.Revision == write.Revision));
            if (write.Accepted ? found != 1 : !write.Unknown && found > 0)
            {
                Violations.Add($"{write} is in history {found} times.");
            }
        }
    }

    /// <summary>Each decision has one author, each lease one holder, and no gateway goes back.</summary>
    public void JudgeLogs(SoakLogs logs, SoakHistory history)
    {
        Violations.AddRange(logs.Problems);
        foreach (var revision in logs.Decisions.GroupBy(decision => (decision.Service, decision.Revision)).Where(group => group.Select(decision => decision.Gateway).Distinct().Count() > 1 || group.Distinct().Count() < group.Count()))
        {
            Violations.Add($"Revision {revision.Key.Revision} of {revision.Key.Service} was decided {revision.Count()} times: {string.Join("; ", revision)}");
        }

        foreach (var decision in logs.Decisions.Where(decision => history.Of(decision.Service).All(version => version.Revision != decision.Revision)))
        {
            Violations.Add($"A decision is not in history: {decision}");
        }

        foreach (var lease in logs.Leases.GroupBy(lease => lease.Token).Where(group => group.Count() > 1))
        {
            Violations.Add($"The lease {lease.Key} was held by {string.Join(", ", lease.Select(held => held.Gateway))}.");
        }
    }

    /// <summary>A rollout's steps come once each and in order.</summary>
    public void JudgeSteps(IEnumerable<SoakVersion> versions)
    {
        var step = 0;
        foreach (var version in versions)
        {
            // Of a step that was promoted by hand the action is another, but it says the same.
            if (StepOf().Match(version.Reason) is not { Success: true } match)
            {
                continue;
            }

            var next = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
            if (next != (version.Action == "rollout.started" ? 1 : step + 1))
            {
                Violations.Add($"After step {step} came: {version}");
            }

            step = next;
        }
    }

    /// <summary>A canary without weight gets nothing, at any gateway that can know of it.</summary>
    public void JudgeWeights(IReadOnlyList<SoakWrite> writes, IReadOnlyCollection<SoakAnswer> answers, IReadOnlyList<SoakGateway> gateways)
    {
        var changes = writes.Where(write => write.Service == "shop" && (write.Accepted || write.Unknown)).ToList();
        var ofShop = answers.Where(answer => answer is { Service: "shop", Variant: not null }).OrderBy(answer => answer.Sent).ToList();
        for (var i = 0; i < changes.Count; i++)
        {
            if (changes[i] is not { Accepted: true, CanaryWeight: 0 })
            {
                continue;
            }

            var (from, to) = (changes[i].Ended + InEffect, i + 1 < changes.Count ? changes[i + 1].Sent : TimeSpan.MaxValue);
            foreach (var answer in ofShop.SkipWhile(answer => answer.Sent < from).TakeWhile(answer => answer.Sent < to).Where(answer => !gateways[answer.Gateway].WasDeaf(answer.Sent - InEffect, answer.Sent)))
            {
                AnswersWithoutWeight++;
                if (answer.Variant == "canary")
                {
                    Violations.Add(string.Create(CultureInfo.InvariantCulture, $"After {changes[i]} the canary answered at {gateways[answer.Gateway].Name}, {answer.Sent.TotalSeconds:0.00} s."));
                }
            }
        }
    }

    [GeneratedRegex(@"^step (\d+)/\d+ → ")]
    private static partial Regex StepOf();
}
