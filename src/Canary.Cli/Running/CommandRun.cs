using System.CommandLine;
using System.Text.Json;
using Canary.Cli.Api;
using Canary.Cli.Contexts;
using Canary.Cli.Output;

namespace Canary.Cli.Running;

/// <summary>One run of a command: what it was given, the gateway that it calls, and where its results go.</summary>
/// <param name="Arguments">What the command line says.</param>
/// <param name="Terminal">Where results go.</param>
/// <param name="Cancellation">Cancelled by Ctrl-C.</param>
internal sealed record CommandRun(ParseResult Arguments, Terminal Terminal, CancellationToken Cancellation) : IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    private GatewayClient? _gateway;

    /// <summary>The gateway; settings are read when it is first used.</summary>
    public GatewayClient Gateway => _gateway ??= new GatewayClient(ConnectionSettings.Read(this), Arguments.GetValue(GlobalOptions.RequestTimeout) ?? RequestTimeout);

    /// <summary>How results are written.</summary>
    public OutputFormat Format => Arguments.GetValue(GlobalOptions.Output);

    /// <summary>The value of an argument; what is none stands for one that may be left out.</summary>
    public T Get<T>(Argument<T> argument) => Arguments.GetValue(argument)!;

    /// <summary>The value of an option.</summary>
    public T? Get<T>(Option<T> option) => Arguments.GetValue(option);

    /// <summary>What goes with a write: its reason and the revision that it is for.</summary>
    public WriteTerms Terms() => new(Get(GlobalOptions.Reason), Get(GlobalOptions.IfRevision));

    /// <summary>Writes a result: as a table for people, else as it is.</summary>
    public int Show(JsonElement json, Action<JsonElement> table)
    {
        switch (Format)
        {
            case OutputFormat.Json:
                Say(JsonText.Of(json));
                break;
            case OutputFormat.Yaml:
                Terminal.Out.Write(YamlText.Of(json));
                break;
            default:
                table(json);
                break;
        }

        return ExitCode.Done;
    }

    /// <inheritdoc/>
    public void Dispose() => _gateway?.Dispose();

    /// <summary>Writes a line of results.</summary>
    public void Say(string line) => Terminal.Out.WriteLine(line);

    /// <summary>Writes a line for people that is no result.</summary>
    public void Note(string line) => Terminal.Error.WriteLine(line);

    /// <summary>Writes a table.</summary>
    public void Say(Table table)
    {
        foreach (var line in table.Lines(Terminal.Width, Terminal.OutInk.Strong, Terminal.OutInk.Word))
        {
            Say(line);
        }
    }
}
