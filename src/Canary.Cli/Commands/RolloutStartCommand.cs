using System.CommandLine;
using Canary.Cli.Api;
using Canary.Cli.Documents;
using Canary.Cli.Output;
using Canary.Cli.Running;
using Canary.Cli.Watching;

namespace Canary.Cli.Commands;

/// <summary><c>rollout start</c>: starts a rollout by a plan from a file, or by steps on the command line.</summary>
internal static class RolloutStartCommand
{
    private static readonly Argument<string> Service = Parsed.Service();

    private static readonly Option<bool> Replace = new("--replace") { Description = "Supersede a rollout that is active." };

    private static readonly Option<bool> Watch = new("--watch", "-w") { Description = "Show it until it has ended." };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) =>
        new Command("start", "Starts a rollout: its first step is in force at once.") { Service, PlanSource.File, PlanSource.Steps, PlanSource.Variant, PlanSource.Analysis, Replace, Watch }
            .Writes().Runs(terminal, RunAsync);

    private static async Task<int> RunAsync(CommandRun run)
    {
        var service = run.Get(Service);
        var path = GatewayClient.PathOf(service, run.Get(Replace) ? "rollout?replace=true" : "rollout");
        var answer = await run.Gateway.SendAsync(HttpMethod.Post, path, PlanSource.Read(run, service), run.Terms(), run.Cancellation);
        return run.Get(Watch)
            ? await RolloutWatch.RunAsync(run, service)
            : run.Show(answer.Json, rollout => run.Say(PlainLine.Of(RolloutText.Written(rollout))));
    }
}
