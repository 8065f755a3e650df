using System.CommandLine;
using Canary.Cli.Documents;
using Canary.Cli.Running;

namespace Canary.Cli.Commands;

/// <summary><c>apply -f</c>: makes services, sinks and rollouts what files declare.</summary>
internal static class ApplyCommand
{
    private static readonly Option<bool> KeepWeights = new("--keep-weights") { Description = "Keep the weights in force, whatever the files say; without it only while a rollout is active or the service is rolled back." };

    private static readonly Option<bool> Replace = new("--replace") { Description = "Supersede active rollouts by those that the files declare." };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) =>
        new Command("apply", "Makes services, sinks and rollouts what files declare. What is so already is not written.") { DeclaredSet.Files, KeepWeights, Replace }
            .Writes(atRevision: false).Runs(terminal, RunAsync);

    private static async Task<int> RunAsync(CommandRun run)
    {
        var set = DeclaredSet.Read(run.Get(DeclaredSet.Files)!, run.Terminal.In);
        var writer = new SetWriter(run, run.Get(KeepWeights), run.Get(Replace));
        foreach (var service in set.Services)
        {
            await writer.WriteAsync($"service {service.Name}", () => writer.ServiceAsync(service));
        }

        foreach (var sink in set.Sinks)
        {
            await writer.WriteAsync($"sink {sink.Name}", () => writer.SinkAsync(sink.Name, sink.Json));
        }

        foreach (var rollout in set.Rollouts)
        {
            await writer.WriteAsync($"rollout {rollout.Service}", () => writer.RolloutAsync(rollout.Service, rollout.Plan));
        }

        return writer.Finish();
    }
}
