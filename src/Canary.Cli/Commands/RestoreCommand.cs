using System.CommandLine;
using Canary.Cli.Api;
using Canary.Cli.Output;
using Canary.Cli.Running;

namespace Canary.Cli.Commands;

/// <summary><c>restore</c>: writes an old version of a service again.</summary>
internal static class RestoreCommand
{
    private static readonly Argument<string> Service = Parsed.Service();

    private static readonly Argument<long> Revision = new("revision") { Description = "The revision to write again; 'history' lists them." };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) =>
        new Command("restore", "Writes an old version of a service again, also of a deleted one.") { Service, Revision }.Writes().Runs(terminal, RunAsync);

    private static async Task<int> RunAsync(CommandRun run)
    {
        var body = JsonText.Element(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("revision", run.Get(Revision));
            writer.WriteEndObject();
        });
        var answer = await run.Gateway.SendAsync(HttpMethod.Post, GatewayClient.PathOf(run.Get(Service), "restore"), body, run.Terms(), run.Cancellation);
        return run.Show(answer.Json, service => run.Say(ServiceText.Written(service)));
    }
}
