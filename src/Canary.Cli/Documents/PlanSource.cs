using System.CommandLine;
using System.Text.Json;
using Canary.Cli.Output;
using Canary.Cli.Running;

namespace Canary.Cli.Documents;

/// <summary>Where a plan comes from: a file, or steps on the command line.</summary>
internal static class PlanSource
{
    /// <summary>The file.</summary>
    public static Option<string?> File { get; } = new("--filename", "-f") { Description = "A file with the plan, YAML or JSON; - for standard input. A document of kind Rollout does, too.", HelpName = "file" };

    /// <summary>The steps.</summary>
    public static Option<string?> Steps { get; } = new("--steps") { Description = "Weights with holds instead of a file, as 5:10m,25:30m,50:manual,100.", HelpName = "weight:hold,..." };

    /// <summary>The variant.</summary>
    public static Option<string> Variant { get; } = new("--variant") { Description = "The variant that --steps are for.", DefaultValueFactory = _ => "canary", HelpName = "variant" };

    /// <summary>Whether it is judged.</summary>
    public static Option<bool> Analysis { get; } = new("--analysis") { Description = "With --steps: judge the variant by its own traffic." };

    /// <summary>Reads the plan, as the API takes it. What is wrong with its content, the gateway says.</summary>
    /// <exception cref="CommandException">There is none, there are two, or it is for another service.</exception>
    public static JsonElement Read(CommandRun run, string service)
    {
        var (file, steps) = (run.Get(File), run.Get(Steps));
        return (file, steps) switch
        {
            ({ }, { }) => throw CommandException.Invalid("A plan is in a file (-f) or in --steps, not in both."),
            ({ }, null) => FromFile(run, file, service),
            (null, { }) => FromSteps(steps, run.Get(Variant)!, run.Get(Analysis)),
            _ => throw CommandException.Invalid("There is no plan: -f names a file with one, --steps 5:10m,25:30m,100 says a short one."),
        };
    }

    private static JsonElement FromFile(CommandRun run, string file, string service)
    {
        var documents = DocumentFiles.Read([file], run.Terminal.In).Where(document => document.Kind is DocumentKind.Rollout || !document.NamesKind).ToList();
        if (documents.Count > 1)
        {
            documents = [.. documents.Where(document => document.Json.TryGetProperty("service", out var named) && named.ValueEquals(service))];
        }

        if (documents is not [var plan])
        {
            throw CommandException.Invalid($"'{file}' must have one plan for '{service}', but has {documents.Count}.");
        }

        return plan.Json.TryGetProperty("service", out var other) && !other.ValueEquals(service)
            ? throw CommandException.Invalid($"The plan in '{file}' is for the service {other.GetRawText()}, not for '{service}'.")
            : plan.Without("kind", "service", "run");
    }

    private static JsonElement FromSteps(string steps, string variant, bool isJudged) => JsonText.Element(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("variant", variant);
        writer.WriteStartArray("steps");
        foreach (var step in steps.Split(',', StringSplitOptions.TrimEntries))
        {
            WriteStep(writer, step);
        }

        writer.WriteEndArray();
        if (isJudged)
        {
            writer.WriteStartObject("analysis");
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    });

    private static void WriteStep(Utf8JsonWriter writer, string step)
    {
        var split = step.IndexOf(':', StringComparison.Ordinal);
        var (weight, wait) = split < 0 ? (step, "") : (step[..split], step[(split + 1)..]);
        if (!decimal.TryParse(weight.TrimEnd('%'), System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var percent))
        {
            throw CommandException.Invalid($"A step of --steps must be weight, weight:hold or weight:manual, as 25:30m, but is '{step}'.");
        }

        writer.WriteStartObject();
        writer.WriteNumber("weight", percent);
        if (wait == "manual")
        {
            writer.WriteString("gate", "manual");
        }
        else if (wait.Length > 0)
        {
            writer.WriteString("hold", wait);
        }

        writer.WriteEndObject();
    }
}
