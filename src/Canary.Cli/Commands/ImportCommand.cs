using System.CommandLine;
using Canary.Cli.Api;
using Canary.Cli.Documents;
using Canary.Cli.Running;
using Canary.Core.Services;

namespace Canary.Cli.Commands;

/// <summary><c>import</c>: brings what was exported into another gateway; what is there already is left alone unless it is said to replace it.</summary>
internal static class ImportCommand
{
    private static readonly Argument<string[]> Files = new("file") { Description = "Files or folders of an export; - for standard input.", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<bool> Replace = new("--replace") { Description = "Replace services that are there and differ; with --backup, all that the store holds." };

    private static readonly Option<string?> Backup = new("--backup") { Description = "Restore a backup of a whole store instead. Needs the role admin.", HelpName = "file" };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) =>
        new Command("import", "Brings exported services into a gateway, or restores a backup. Services that are there are left alone without --replace.") { Files, Replace, Backup }
            .Writes(atRevision: false).Runs(terminal, RunAsync);

    private static async Task<int> RunAsync(CommandRun run)
    {
        var files = run.Get(Files);
        if (run.Get(Backup) is { } backup)
        {
            return files.Length == 0 ? await StoreBackup.RestoreAsync(run, backup, run.Get(Replace)) : throw CommandException.Invalid("A backup is restored alone: leave the other files out.");
        }

        if (files.Length == 0)
        {
            throw CommandException.Invalid("There is nothing to import: name files, a folder, or - for standard input.");
        }

        var set = DeclaredSet.Read(files, run.Terminal.In);
        if (set.Sinks.Count + set.Rollouts.Count > 0)
        {
            throw CommandException.Invalid("Only services are imported; 'canaryctl apply' takes sinks and rollouts, too.");
        }

        var writer = new SetWriter(run, keepsWeights: false, replacesRollouts: false);
        foreach (var service in set.Services)
        {
            await writer.WriteAsync($"service {service.Name}", () => OneAsync(run, writer, service));
        }

        return writer.Finish();
    }

    private static async Task<(string, string?)> OneAsync(CommandRun run, SetWriter writer, ServiceConfig service)
    {
        if (!run.Get(Replace) && await run.Gateway.FindAsync(GatewayClient.PathOf(service.Name), run.Cancellation) is { } there)
        {
            return ("left alone", StoredService.Written(ServiceDocument.Read(there.Json).Value) == StoredService.Written(service) ? "is the same" : "is there and differs: --replace replaces it");
        }

        return await writer.ServiceAsync(service);
    }
}
