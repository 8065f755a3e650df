namespace Canary.Cli.Running;

/// <summary>Why a command ends without having done what it was asked: one line, lines below it, and the exit code.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="message">One sentence.</param>
/// <param name="details">Further lines, such as what is wrong with each field.</param>
internal sealed class CommandException(int exitCode, string message, IReadOnlyList<string>? details = null) : Exception(message)
{
    /// <summary>What the process ends with.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>Further lines; empty where the message says all.</summary>
    public IReadOnlyList<string> Details { get; } = details ?? [];

    /// <summary>Something about the command line or a file is wrong.</summary>
    public static CommandException Invalid(string message, IReadOnlyList<string>? details = null) => new(Running.ExitCode.Invalid, message, details);
}
