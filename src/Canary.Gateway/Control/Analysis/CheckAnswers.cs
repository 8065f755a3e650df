using System.Globalization;
using Canary.Core.Analysis;
using Canary.Core.Rollouts;

namespace Canary.Gateway.Control.Analysis;

/// <summary>Says what a check's last reading means for its rollout. Pure.</summary>
internal static class CheckAnswers
{
    /// <summary>The answer of a check that nobody has asked yet.</summary>
    public static OutsideAnswer NotYet(CheckConfig check) => Said(VerdictKind.Inconclusive, $"{RolloutText.Name(check.Name)} has not answered yet");

    /// <summary>The answer.</summary>
    /// <param name="check">The check.</param>
    /// <param name="progress">What its readings amount to.</param>
    /// <param name="latest">The last of them, or null: there is none.</param>
    /// <param name="downSince">Since when there are only problems, where the last is one.</param>
    public static OutsideAnswer Of(CheckConfig check, CheckProgress progress, SourceReading? latest, DateTimeOffset downSince) => (latest, check) switch
    {
        (SourceReading.Problem problem, _) => Said(VerdictKind.Error, $"{problem.Why}, since {RolloutText.Time(downSince)}"),
        (SourceReading.Counters, CheckConfig.Counter counter) => progress.Falls < CounterSteps.MaxFalls
            ? new OutsideAnswer.Counted(CounterSteps.CountsOf(progress), counter.Tolerance)
            : Said(VerdictKind.Error, $"its counters fell in each of the last {CounterSteps.MaxFalls} polls, but counters only rise"),
        (SourceReading.Ratio, CheckConfig.Ratio ratio) => OfRatio(RolloutText.Name(check.Name), progress, ratio.Max),
        (SourceReading.Said { Verdict: var verdict }, _) => Said(verdict.Kind, Told(check.Name, verdict)),
        _ => NotYet(check),
    };

    private static OutsideAnswer.Said OfRatio(string name, CheckProgress progress, double max)
    {
        var (ratio, most) = (Shown(progress.Ratio!.Value), Shown(max));
        return progress.Above switch
        {
            0 => Said(VerdictKind.Pass, $"{name} {ratio}, not above {most}"),
            >= CheckProgress.PollsToFail => Said(VerdictKind.Fail, $"{ratio}, above {most} in {CheckProgress.PollsToFail} polls in a row"),
            var above => Said(VerdictKind.Inconclusive, $"{name} {ratio}, above {most} in {above} of {CheckProgress.PollsToFail} polls in a row"),
        };
    }

    // Where it holds up or goes back, the check's name is put before the sentence; else it has to be in it.
    private static string Told(string name, Verdict verdict)
    {
        var text = string.IsNullOrWhiteSpace(verdict.Message) ? $"it says {verdict.Kind}" : RolloutText.Text(verdict.Message);
        return verdict.Kind == VerdictKind.Fail ? text : $"{RolloutText.Name(name)}: {text}";
    }

    private static string Shown(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    private static OutsideAnswer.Said Said(VerdictKind kind, string message) => new(new Verdict(kind, message));
}
