using System.CommandLine;
using Canary.Cli.Api;
using Canary.Cli.Output;
using Canary.Cli.Running;

namespace Canary.Cli.Commands;

/// <summary><c>rollback</c>: the emergency brake.</summary>
internal static class RollbackCommand
{
    private static readonly Argument<string> Service = Parsed.Service();

    /// <summary>The command. It asks nothing: what it does is always safe, and may be urgent.</summary>
    public static Command Create(Terminal terminal) =>
        new Command("rollback", "Sends everyone to the baseline at once, rules and sticky users included; an active rollout ends.") { Service }.Writes().Runs(terminal, RunAsync);

    private static async Task<int> RunAsync(CommandRun run)
    {
        var answer = await run.Gateway.SendAsync(HttpMethod.Post, GatewayClient.PathOf(run.Get(Service), "rollback"), null, run.Terms(), run.Cancellation);
        return run.Show(answer.Json, service => run.Say(ServiceText.Written(service)));
    }
}
