using System.Globalization;
using System.Text.Json;
using Canary.Cli.Api;
using Canary.Cli.Output;
using Canary.Cli.Running;

namespace Canary.Cli.Watching;

/// <summary>Shows a rollout until it has ended: drawn in place on a terminal, a line for each transition in a pipe.</summary>
internal static class RolloutWatch
{
    /// <summary>Watches.</summary>
    /// <returns>Whether it was promoted, as an exit code.</returns>
    public static async Task<int> RunAsync(CommandRun run, string service)
    {
        var reader = new PatientReader(cancellation => run.Gateway.GetAsync(GatewayClient.PathOf(service, "rollout"), cancellation));
        var first = (await reader.ReadAsync(run.Cancellation))!.Value;
        var last = run.Terminal.IsLive && run.Format == OutputFormat.Table ? await DrawAsync(run, reader, first) : await AppendAsync(run, reader, first);
        return last.TextOf("phase") == "Promoted" ? ExitCode.Done : ExitCode.No;
    }

    private static async Task<JsonElement> DrawAsync(CommandRun run, PatientReader reader, JsonElement rollout)
    {
        using var view = new LiveView(run.Terminal);
        while (true)
        {
            IEnumerable<string> lines = RolloutText.Lines(rollout, run.Terminal.OutInk, run.Terminal.Width);
            view.Draw(reader.Trouble is { } trouble
                ? [.. lines, "", view.Trouble(string.Create(CultureInfo.InvariantCulture, $"As it was {reader.AwayFor.TotalSeconds:0} s ago. {trouble}"))]
                : lines);
            if (reader.Trouble is null && RolloutText.HasEnded(rollout))
            {
                return rollout;
            }

            await Task.Delay(PatientReader.Interval, run.Cancellation);
            rollout = await reader.ReadAsync(run.Cancellation) ?? rollout;
        }
    }

    private static async Task<JsonElement> AppendAsync(CommandRun run, PatientReader reader, JsonElement rollout)
    {
        var (told, wasAway) = ("", false);
        while (true)
        {
            var transition = $"{rollout.TextOf("id")} {rollout.TextOf("transition")}";
            if (transition != told)
            {
                told = transition;
                Tell(run, rollout);
            }

            if (wasAway != (reader.Trouble is not null))
            {
                wasAway = !wasAway;
                run.Note(wasAway ? PlainLine.Of(reader.Trouble!) : "The gateway is back.");
            }

            if (RolloutText.HasEnded(rollout))
            {
                return rollout;
            }

            await Task.Delay(PatientReader.Interval, run.Cancellation);
            rollout = await reader.ReadAsync(run.Cancellation) ?? rollout;
        }
    }

    private static void Tell(CommandRun run, JsonElement rollout)
    {
        if (run.Format == OutputFormat.Table)
        {
            run.Say($"{rollout.TimeOf("changedAt")}  {rollout.TextOf("phase"),-11}  {PlainLine.Of(rollout.TextOf("message"))}");
        }
        else
        {
            run.Say(run.Format == OutputFormat.Json ? JsonText.LineOf(rollout) : "---\n" + YamlText.Of(rollout).TrimEnd());
        }

        run.Terminal.Out.Flush();
    }
}
