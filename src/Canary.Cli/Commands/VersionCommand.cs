using System.CommandLine;
using System.Text.Json;
using Canary.Cli.Api;
using Canary.Cli.Output;
using Canary.Cli.Running;

namespace Canary.Cli.Commands;

/// <summary><c>version</c>: that of this program and of the gateways.</summary>
internal static class VersionCommand
{
    private static readonly Option<bool> Client = new("--client") { Description = "That of this program only; no gateway is called." };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) =>
        new Command("version", "Tells the version of canaryctl and of the gateways.") { Client }.Runs(terminal, RunAsync);

    private static async Task<int> RunAsync(CommandRun run)
    {
        var instances = run.Get(Client) ? default : await run.Gateway.GetAsync("instances", run.Cancellation);
        var json = JsonText.Element(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("canaryctl", CliVersion.Current);
            if (instances.ValueKind == JsonValueKind.Array)
            {
                writer.WriteStartObject("gateways");
                foreach (var instance in instances.Items())
                {
                    writer.WriteString(instance.TextOf("id"), instance.TextOf("version"));
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        });
        return run.Show(json, _ =>
        {
            run.Say($"canaryctl {CliVersion.Current}");
            foreach (var version in instances.Items().GroupBy(instance => instance.TextOf("version")).OrderBy(version => version.Key, StringComparer.Ordinal))
            {
                run.Say($"gateway   {PlainLine.Of(version.Key)} ({version.Count()} alive at {run.Gateway.Url})");
            }
        });
    }
}
