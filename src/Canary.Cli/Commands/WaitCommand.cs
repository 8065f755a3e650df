using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Canary.Cli.Api;
using Canary.Cli.Output;
using Canary.Cli.Running;
using Canary.Cli.Watching;
using Canary.Core.Services;

namespace Canary.Cli.Commands;

/// <summary><c>wait</c>: until a rollout is in a phase or a step, or every gateway has applied a change.</summary>
internal static class WaitCommand
{
    private static readonly string[] Phases = ["Progressing", "Paused", "Promoted", "RolledBack", "Aborted", "Superseded"];

    private static readonly Argument<string> Service = Parsed.Service();

    private static readonly Option<string> For = new("--for") { Description = "phase=Promoted (several with commas), step=2, or applied: every gateway has the service's revision.", HelpName = "what", Required = true };

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly Option<TimeSpan?> Limit = Parsed.Duration("--timeout", "How long to wait at most, 10m where it is left out; ends with 7 where it did not come.");

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) =>
        new Command("wait", "Waits for a rollout, or for every gateway to have applied a change; for scripts.") { Service, For, Limit }.Runs(terminal, RunAsync);

    private static async Task<int> RunAsync(CommandRun run)
    {
        var wanted = run.Get(For)!;
        var service = run.Get(Service);
        return wanted.Split('=', 2) switch
        {
            ["phase", var phases] => await RolloutAsync(run, service, wanted, PhaseTest(phases)),
            ["step", var number] when int.TryParse(number, out var step) && step >= 1 => await RolloutAsync(run, service, wanted, rollout => rollout.Find("step.number").Number() >= step),
            ["applied"] => await AppliedAsync(run, service),
            _ => throw CommandException.Invalid($"--for must be phase=PHASE, step=NUMBER or applied, but is '{wanted}'."),
        };
    }

    private static Func<JsonElement, bool> PhaseTest(string phases)
    {
        var wanted = phases.Split(',');
        return wanted.FirstOrDefault(phase => !Phases.Contains(phase)) is { } unknown
            ? throw CommandException.Invalid($"A phase is one of {string.Join(", ", Phases)}, but not '{unknown}'.")
            : rollout => wanted.Contains(rollout.TextOf("phase"));
    }

    private static async Task<int> RolloutAsync(CommandRun run, string service, string wanted, Func<JsonElement, bool> isThere)
    {
        var last = "";
        return await UntilAsync(run, GatewayClient.PathOf(service, "rollout"), rollout =>
        {
            last = RolloutText.Written(rollout);
            return isThere(rollout) ? (ExitCode.Done, last) : RolloutText.HasEnded(rollout) ? (ExitCode.No, $"{last}: {wanted} can't come any more") : null;
        },
        () => last);
    }

    private static async Task<int> AppliedAsync(CommandRun run, string service)
    {
        var revision = (await run.Gateway.GetAsync(GatewayClient.PathOf(service), run.Cancellation)).Find("revision").Number() ?? 0;
        var last = "";
        return await UntilAsync(run, "instances", instances =>
        {
            var behind = instances.Items().Where(instance => instance.Find("appliedRevision").Number() < revision).Select(instance => instance.TextOf("id")).ToList();
            last = behind.Count == 0
                ? $"{service}: revision {revision} is applied by all {instances.Items().Count()} gateways"
                : $"{service}: revision {revision} is not applied by {string.Join(", ", behind)}";
            return behind.Count == 0 && instances.Items().Any() ? (ExitCode.Done, last) : null;
        },
        () => last);
    }

    private static async Task<int> UntilAsync(CommandRun run, string path, Func<JsonElement, (int ExitCode, string Line)?> judge, Func<string> last)
    {
        var (began, limit) = (Stopwatch.GetTimestamp(), run.Get(Limit) ?? Patience);
        var reader = new PatientReader(cancellation => run.Gateway.GetAsync(path, cancellation));
        while (true)
        {
            if (await reader.ReadAsync(run.Cancellation) is { } json && judge(json) is var (exitCode, line))
            {
                run.Say(PlainLine.Of(line));
                return exitCode;
            }

            if (Stopwatch.GetElapsedTime(began) >= limit)
            {
                throw new CommandException(ExitCode.TimedOut, $"Not within {Duration.Format(limit)}. {reader.Trouble ?? last()}");
            }

            await Task.Delay(PatientReader.Interval, run.Cancellation);
        }
    }
}
