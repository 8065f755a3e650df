using System.CommandLine;
using Canary.Cli.Output;

namespace Canary.Cli.Running;

/// <summary>Says what is wrong with a command line, and where to read how it should be.</summary>
internal static class UsageProblem
{
    /// <summary>The problem of a command line that could not be parsed.</summary>
    public static CommandException Of(ParseResult parsed)
    {
        var command = PathOf(parsed.CommandResult.Command, parsed);
        var messages = parsed.Errors.Select(error => PlainLine.Of(error.Message)).Distinct(StringComparer.Ordinal).ToList();

        // "Required command was not provided" is about the word that is told to be no command.
        if (messages.Count > 1 && parsed.UnmatchedTokens.Count > 0)
        {
            messages = [.. messages.Where(message => !message.StartsWith("Required command", StringComparison.Ordinal))];
        }

        var hint = $"'{command} --help' tells how it is used.";
        return messages.Count == 1
            ? CommandException.Invalid($"{messages[0]} {hint}")
            : CommandException.Invalid($"The command line is wrong. {hint}", messages);
    }

    private static string PathOf(Command command, ParseResult parsed)
    {
        var names = new List<string>();
        for (System.CommandLine.Parsing.SymbolResult? at = parsed.CommandResult; at is System.CommandLine.Parsing.CommandResult result; at = at.Parent)
        {
            names.Insert(0, result.Command is RootCommand ? "canaryctl" : result.Command.Name);
        }

        return names.Count == 0 ? command.Name : string.Join(' ', names);
    }
}
