using System.CommandLine;

namespace Canary.Cli.Running;

/// <summary>Gives commands what they do.</summary>
internal static class CommandExtensions
{
    /// <summary>Has the command run something that tells the exit code.</summary>
    public static Command Runs(this Command command, Terminal terminal, Func<CommandRun, Task<int>> run)
    {
        command.SetAction(async (parsed, cancellation) =>
        {
            using var one = new CommandRun(parsed, terminal, cancellation);
            return await run(one);
        });
        return command;
    }

    /// <summary>The options of a call that changes something.</summary>
    public static Command Writes(this Command command, bool atRevision = true)
    {
        command.Add(GlobalOptions.Reason);
        if (atRevision)
        {
            command.Add(GlobalOptions.IfRevision);
        }

        return command;
    }

    /// <summary>Adds subcommands.</summary>
    public static Command With(this Command command, params Command[] subcommands)
    {
        foreach (var subcommand in subcommands)
        {
            command.Add(subcommand);
        }

        return command;
    }
}
