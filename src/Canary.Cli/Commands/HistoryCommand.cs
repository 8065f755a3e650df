using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Canary.Cli.Api;
using Canary.Cli.Output;
using Canary.Cli.Running;

namespace Canary.Cli.Commands;

/// <summary><c>history</c>: the accepted versions of a service.</summary>
internal static class HistoryCommand
{
    private static readonly Argument<string> Service = Parsed.Service();

    private static readonly Argument<long?> Revision = new("revision") { Description = "Show the service as it was at this revision.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<int> Limit = Parsed.Count("--limit", "How many at most, newest first.", 20);

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) =>
        new Command("history", "Lists who changed a service, when and why, also of a deleted one; or shows one version.") { Service, Revision, Limit }.Runs(terminal, RunAsync);

    private static async Task<int> RunAsync(CommandRun run)
    {
        var path = GatewayClient.PathOf(run.Get(Service), "history");
        if (run.Get(Revision) is { } revision)
        {
            var version = await run.Gateway.GetAsync($"{path}/{revision.ToString(CultureInfo.InvariantCulture)}", run.Cancellation);
            return run.Show(version, _ => ShowVersion(run, version));
        }

        var items = await run.Gateway.GetPagesAsync(path, run.Get(Limit), run.Cancellation);
        return run.Show(JsonSerializer.SerializeToElement(items), _ =>
        {
            var table = new Table("REVISION", "AT", "ACTOR", "ACTION", "REASON");
            foreach (var item in items)
            {
                table.Add(item.TextOf("revision"), item.TimeOf("at"), item.TextOf("actor"), item.TextOf("action"), item.TextOf("reason"));
            }

            run.Say(table);
        });
    }

    private static void ShowVersion(CommandRun run, JsonElement version)
    {
        new Facts()
            .Add("Revision", version.TextOf("revision"))
            .Add("At", version.TimeOf("at"))
            .Add("Actor", version.TextOf("actor"))
            .Add("Action", version.TextOf("action"))
            .Add("Reason", version.TextOf("reason"))
            .Show(run);
        run.Say("");
        run.Say(version.Is("deleted") ? "The service was deleted." : YamlText.Of(version.Find("service")).TrimEnd());
    }
}
