using System.CommandLine;
using Canary.Cli.Running;

namespace Canary.Cli.Completion;

/// <summary><c>completion</c>: a script that has a shell complete commands, options and names.</summary>
internal static class CompletionCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new Command("completion", "Writes a script that completes commands, options and names of services in a shell.").With(
        Shell(terminal, "bash", "For bash: source <(canaryctl completion bash)"),
        Shell(terminal, "zsh", "For zsh: source <(canaryctl completion zsh)"),
        Shell(terminal, "fish", "For fish: canaryctl completion fish | source"));

    private static Command Shell(Terminal terminal, string shell, string description) => new Command(shell, description).Runs(terminal, async run =>
    {
        using var stream = typeof(CompletionCommand).Assembly.GetManifestResourceStream($"canaryctl.{shell}")!;
        using var reader = new StreamReader(stream);
        run.Terminal.Out.Write(await reader.ReadToEndAsync(run.Cancellation));
        return ExitCode.Done;
    });
}
