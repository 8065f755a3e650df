using System.CommandLine;
using System.CommandLine.Invocation;
using Canary.Cli.Commands;
using Canary.Cli.Output;

namespace Canary.Cli.Running;

/// <summary>Runs one command line to its exit code. Whatever happens, a person sees sentences and never a stack trace.</summary>
internal static class CommandLine
{
    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var terminal = new Terminal();
        using var interruption = new Interruption();
        try
        {
            // A file name that begins with @ is a file name.
            var parsed = CanaryCommand.Create(terminal).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
            return parsed.Action is ParseErrorAction
                ? Tell(terminal, UsageProblem.Of(parsed))
                : await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interruption.Token);
        }
        catch (CommandException problem)
        {
            return Tell(terminal, problem);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return interruption.ExitCode;
        }
        catch (IOException) when (IsPipeClosed(terminal))
        {
            // Whoever read the output, as head, has had enough.
            return ExitCode.Done;
        }
        catch (Exception fault)
        {
            return Tell(terminal, new CommandException(ExitCode.Fault, $"canaryctl failed, which is a fault of its own ({fault.GetType().Name}): {PlainLine.Of(fault.Message)}"));
        }
    }

    private static int Tell(Terminal terminal, CommandException problem)
    {
        terminal.Error.WriteLine($"{terminal.ErrorInk.Bad("error:")} {PlainLine.Of(problem.Message)}");
        foreach (var line in problem.Details)
        {
            terminal.Error.WriteLine($"  {PlainLine.Of(line)}");
        }

        return problem.ExitCode;
    }

    private static bool IsPipeClosed(Terminal terminal)
    {
        try
        {
            terminal.Out.Flush();
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
