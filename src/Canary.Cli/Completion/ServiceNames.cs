using System.CommandLine;
using System.CommandLine.Completions;
using Canary.Cli.Api;
using Canary.Cli.Contexts;
using Canary.Cli.Running;

namespace Canary.Cli.Completion;

/// <summary>Names of services for a shell that completes a word. A gateway that does not answer soon has none.</summary>
internal static class ServiceNames
{
    private const int Most = 1000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Has an argument completed by the names.</summary>
    public static Argument<string> Complete(Argument<string> argument)
    {
        argument.CompletionSources.Add(Find);
        return argument;
    }

    private static IEnumerable<CompletionItem> Find(CompletionContext context)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            using var run = new CommandRun(context.ParseResult, new Terminal(), patience.Token);
            using var gateway = new GatewayClient(ConnectionSettings.Read(run), Patience);
            var services = Task.Run(() => gateway.GetPagesAsync("services", Most, patience.Token)).GetAwaiter().GetResult();
            return [.. services.Select(service => service.TextOf("name")).Where(name => name.StartsWith(context.WordToComplete, StringComparison.Ordinal)).Select(name => new CompletionItem(name))];
        }
        catch (Exception silent) when (silent is CommandException or OperationCanceledException)
        {
            // Who presses the tab key wants no message in the middle of the line.
            return [];
        }
    }
}
