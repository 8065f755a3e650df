using System.CommandLine;
using Canary.Cli.Api;
using Canary.Cli.Running;

namespace Canary.Cli.Commands;

/// <summary><c>delete service</c>: takes a service away; its history stays.</summary>
internal static class DeleteCommand
{
    private static readonly Argument<string> Service = Parsed.Service();

    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Don't ask." };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new Command("delete", "Deletes a service. Its history stays, and can be restored.").With(
        new Command("service", "Deletes a service, whose requests are answered 404 from then on.") { Service, Yes }.Writes().Runs(terminal, RunAsync));

    private static async Task<int> RunAsync(CommandRun run)
    {
        var name = run.Get(Service);
        if (!run.Get(Yes) && !IsConfirmed(run, name))
        {
            throw CommandException.Invalid("Nothing was deleted.");
        }

        await run.Gateway.SendAsync(HttpMethod.Delete, GatewayClient.PathOf(name), null, run.Terms(), run.Cancellation);
        run.Say($"{name}: deleted. 'canaryctl history {name}' has what 'canaryctl restore {name} REVISION' brings back.");
        return ExitCode.Done;
    }

    private static bool IsConfirmed(CommandRun run, string name)
    {
        if (Terminal.HasInput)
        {
            throw CommandException.Invalid("Nobody can be asked here: --yes deletes without asking.");
        }

        run.Terminal.Error.Write($"Delete '{name}'? Its requests are answered 404 from then on. Type its name: ");
        return run.Terminal.In.ReadLine()?.Trim() == name;
    }
}
