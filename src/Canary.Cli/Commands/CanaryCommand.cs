using System.CommandLine;
using Canary.Cli.Completion;
using Canary.Cli.Convert;
using Canary.Cli.Running;

namespace Canary.Cli.Commands;

/// <summary>The table of contents of canaryctl.</summary>
internal static class CanaryCommand
{
    /// <summary>The command with all that is below it.</summary>
    public static RootCommand Create(Terminal terminal)
    {
        var root = new RootCommand("Looks at and changes what a Canary.Gateway does: services, weights, rollouts.")
        {
            GlobalOptions.Context, GlobalOptions.Url, GlobalOptions.KeyFile, GlobalOptions.Output, GlobalOptions.RequestTimeout,
        };

        // The command "version" tells that of the gateways, too.
        root.Options.Remove(root.Options.First(option => option is VersionOption));
        root.With(
            GetCommand.Create(terminal),
            ApplyCommand.Create(terminal),
            DiffCommand.Create(terminal),
            DeleteCommand.Create(terminal),
            SetWeightCommand.Create(terminal),
            RolloutCommand.Create(terminal),
            RollbackCommand.Create(terminal),
            ExplainCommand.Create(terminal),
            HistoryCommand.Create(terminal),
            RestoreCommand.Create(terminal),
            WaitCommand.Create(terminal),
            PlanCommand.Create(terminal),
            AuditCommand.Create(terminal),
            EventsCommand.Create(terminal),
            ExportCommand.Create(terminal),
            ImportCommand.Create(terminal),
            ConvertCommand.Create(terminal),
            KeysCommand.Create(terminal),
            ContextCommand.Create(terminal),
            CompletionCommand.Create(terminal),
            VersionCommand.Create(terminal));
        return root;
    }
}
