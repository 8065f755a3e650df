using System.CommandLine;
using Canary.Cli.Documents;
using Canary.Cli.Running;

namespace Canary.Cli.Commands;

/// <summary><c>diff -f</c>: what <c>apply</c> would change.</summary>
internal static class DiffCommand
{
    private static readonly Option<bool> KeepWeights = new("--keep-weights") { Description = "As for apply." };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) =>
        new Command("diff", "Shows what apply would change; 1 where that is anything. Sinks are left out, as their secrets can't be read.") { DeclaredSet.Files, KeepWeights }.Runs(terminal, RunAsync);

    private static async Task<int> RunAsync(CommandRun run)
    {
        var set = DeclaredSet.Read(run.Get(DeclaredSet.Files)!, run.Terminal.In);
        var differs = false;
        foreach (var declared in set.Services)
        {
            var stored = await StoredService.ReadAsync(run.Gateway, declared.Name, run.Cancellation);
            var after = StoredService.Written(stored.Merge(declared, run.Get(KeepWeights)));
            differs |= Show(run, LineDiff.Of(StoredService.Written(stored.Config), after, stored.Config is null ? "nothing" : $"service {declared.Name}, revision {stored.Revision}", $"service {declared.Name}, declared"));
        }

        foreach (var (service, plan) in set.Rollouts)
        {
            var stored = await StoredService.ReadAsync(run.Gateway, service, run.Cancellation);
            differs |= Show(run, LineDiff.Of(
                stored.WrittenPlan ?? "", StoredService.Written(plan), stored.WrittenPlan is null ? "nothing" : $"rollout of {service}, {stored.Rollout.GetProperty("phase").GetString()}", $"rollout of {service}, declared"));
        }

        return differs ? ExitCode.No : ExitCode.Done;
    }

    private static bool Show(CommandRun run, IReadOnlyList<string> lines)
    {
        var ink = run.Terminal.OutInk;
        foreach (var line in lines)
        {
            run.Say(line switch
            {
                ['-', '-', '-', ..] or ['+', '+', '+', ..] => ink.Strong(line),
                ['-', ..] => ink.Bad(line),
                ['+', ..] => ink.Good(line),
                ['@', ..] => ink.Faint(line),
                _ => line,
            });
        }

        return lines.Count > 0;
    }
}
