using System.CommandLine;
using Canary.Cli.Api;
using Canary.Cli.Output;
using Canary.Cli.Running;
using Canary.Cli.Watching;

namespace Canary.Cli.Commands;

/// <summary><c>rollout</c>: starts one, looks at it, acts on it.</summary>
internal static class RolloutCommand
{
    private static readonly Argument<string> Service = Parsed.Service();

    private static readonly Option<bool> Watch = new("--watch", "-w") { Description = "Show it until it has ended; 0 where it was promoted, 1 where not." };

    private static readonly Option<bool> Full = new("--full") { Description = "To the last weight at once." };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new Command("rollout", "Starts a rollout, shows it, and acts on it.").With(
        RolloutStartCommand.Create(terminal),
        new Command("status", "Shows the active or last rollout: where it stands and what it waits for.") { Service, Watch }.Runs(terminal, StatusAsync),
        Action(terminal, "pause", "Keeps it where it is."),
        Action(terminal, "resume", "Lets a paused one go on, in its current step, whose time begins anew."),
        Promote(terminal),
        Action(terminal, "abort", "Ends it, and puts back the weights from before it."),
        Action(terminal, "retry", "Runs the plan of one that came back once more, from its first step."),
        Action(terminal, "approve", "Says yes to the current step's gate; its hold goes on."));

    private static Command Action(Terminal terminal, string name, string description) =>
        new Command(name, description) { Service }.Writes().Runs(terminal, run => ActAsync(run, name));

    private static Command Promote(Terminal terminal) =>
        new Command("promote", "Ends the current step's wait.") { Service, Full }.Writes().Runs(terminal, run => ActAsync(run, run.Get(Full) ? "promote?full=true" : "promote"));

    private static async Task<int> ActAsync(CommandRun run, string action)
    {
        var answer = await run.Gateway.SendAsync(HttpMethod.Post, GatewayClient.PathOf(run.Get(Service), "rollout/" + action), null, run.Terms(), run.Cancellation);
        return run.Show(answer.Json, rollout => run.Say(PlainLine.Of(RolloutText.Written(rollout))));
    }

    private static async Task<int> StatusAsync(CommandRun run)
    {
        if (run.Get(Watch))
        {
            return await RolloutWatch.RunAsync(run, run.Get(Service));
        }

        var rollout = await run.Gateway.GetAsync(GatewayClient.PathOf(run.Get(Service), "rollout"), run.Cancellation);
        return run.Show(rollout, json => RolloutText.Show(run, json));
    }
}
