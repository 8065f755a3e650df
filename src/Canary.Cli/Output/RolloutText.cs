using System.Text.Json;
using Canary.Cli.Api;
using Canary.Cli.Running;

namespace Canary.Cli.Output;

/// <summary>A rollout for people: where it stands, what it waits for, its steps and what its checks say.</summary>
internal static class RolloutText
{
    private const int BarWidth = 40;

    // Beside the bar: brackets, and "step 10/20 at 99.99%".
    private const int BarMargin = 24;

    /// <summary>Where it is, as <c>2/4 at 25%</c>.</summary>
    public static string Step(JsonElement rollout) => $"{rollout.TextOf("step.number")}/{rollout.TextOf("step.of")} at {rollout.TextOf("step.weight")}%";

    /// <summary>Whether it has ended: its phase never changes any more.</summary>
    public static bool HasEnded(JsonElement rollout) => rollout.TextOf("phase") is "Promoted" or "RolledBack" or "Aborted" or "Superseded";

    /// <summary>What an action made of it, in one line.</summary>
    public static string Written(JsonElement rollout) => $"{rollout.TextOf("service")}: {rollout.TextOf("phase")}, {rollout.TextOf("status")} (revision {rollout.TextOf("revision")})";

    /// <summary>Writes all of it.</summary>
    public static void Show(CommandRun run, JsonElement rollout)
    {
        foreach (var line in Lines(rollout, run.Terminal.OutInk, run.Terminal.Width))
        {
            run.Say(line);
        }
    }

    /// <summary>All of it, line by line.</summary>
    public static IEnumerable<string> Lines(JsonElement rollout, Ink ink, int width)
    {
        var phase = rollout.TextOf("phase");
        var service = PlainLine.Of(rollout.TextOf("service"));
        yield return Heading(rollout, service, phase, ink, width);
        yield return $"[{ink.Good(Bar(rollout, Math.Clamp(width - BarMargin, 1, BarWidth)))}] step {Step(rollout)}";
        yield return Table.Cut(PlainLine.Of(rollout.TextOf("status") is { Length: > 0 } status ? status : rollout.TextOf("message")), width);
        yield return "";
        foreach (var line in Steps(rollout).Lines(width, ink.Strong))
        {
            yield return line;
        }

        if (rollout.Find("judgement.checks").Items().Any())
        {
            yield return "";
            foreach (var line in Checks(rollout.Find("judgement")).Lines(width, ink.Strong, ink.Word))
            {
                yield return line;
            }
        }
    }

    private static string Heading(JsonElement rollout, string service, string phase, Ink ink, int width)
    {
        var rest = $"  variant {PlainLine.Of(rollout.TextOf("variant"))}, since {rollout.TimeOf("startedAt")}, revision {rollout.TextOf("revision")}";
        var name = service.Length == 0 ? "" : service + "  ";
        var left = width - name.Length - phase.Length;
        return left < 0 ? Table.Cut(name + phase, width) : ink.Strong(name) + ink.Word(phase) + Table.Cut(rest, left);
    }

    private static string Bar(JsonElement rollout, int width)
    {
        var (number, of) = (rollout.Find("step.number").Number() ?? 0, rollout.Find("step.of").Number() ?? 1);
        var done = rollout.TextOf("phase") == "Promoted" ? width : (int)(width * Math.Max(0, number - 1) / Math.Max(1, of));
        return new string('#', done) + new string('-', width - done);
    }

    private static Table Steps(JsonElement rollout)
    {
        var table = new Table("STEP", "WEIGHT", "STATE", "WAITS FOR");
        var at = rollout.Find("step.number").Number() ?? 0;
        var number = 0;
        foreach (var step in rollout.Find("plan.steps").Items())
        {
            number++;
            var state = number < at || (number == at && rollout.TextOf("phase") == "Promoted") ? "done" : number == at ? "here" : "";
            table.Add($"{number}", step.TextOf("weight"), state, Needs(step));
        }

        return table;
    }

    private static string Needs(JsonElement step)
    {
        var needs = new List<string>();
        if (step.TextOf("hold") is { Length: > 0 } hold and not "0s")
        {
            needs.Add($"hold {hold}");
        }

        if (step.Find("gate") is { ValueKind: not JsonValueKind.Undefined } gate)
        {
            needs.Add($"gate {gate.Text() ?? gate.FieldsOf().Select(kind => kind.Name).FirstOrDefault()}");
        }

        if (step.TextOf("verdict") is { Length: > 0 } verdict)
        {
            needs.Add($"verdict {verdict}");
        }

        if (step.TextOf("deadline") is { Length: > 0 } deadline)
        {
            needs.Add($"at most {deadline}");
        }

        return string.Join(", ", needs);
    }

    private static Table Checks(JsonElement judgement)
    {
        var table = new Table("CHECK", "VERDICT", "EVIDENCE", "SAYS");
        foreach (var check in judgement.Find("checks").Items())
        {
            var evidence = check.Find("evidenceLog10").ValueKind == JsonValueKind.Number ? $"{Rounded(check.Find("evidenceLog10"))} of {Rounded(check.Find("thresholdLog10"))}" : "";
            table.Add(check.TextOf("name"), check.TextOf("verdict"), evidence, check.TextOf("message"));
        }

        return table;
    }

    private static string Rounded(JsonElement number) =>
        number.ValueKind == JsonValueKind.Number ? FormattableString.Invariant($"{number.GetDouble():0.##}") : "?";
}
