using System.CommandLine;
using System.Text.Json;
using Canary.Cli.Api;
using Canary.Cli.Output;
using Canary.Cli.Running;

namespace Canary.Cli.Commands;

/// <summary><c>audit</c>: who tried what.</summary>
internal static class AuditCommand
{
    private static readonly Option<int> Limit = Parsed.Count("--limit", "How many at most, newest first.", 20);

    private static readonly Option<string?> Service = new("--service") { Description = "Of this service only, among those that --limit gives.", HelpName = "service" };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) =>
        new Command("audit", "Lists who did what, from where and why, refused attempts included.") { Limit, Service }.Runs(terminal, RunAsync);

    private static async Task<int> RunAsync(CommandRun run)
    {
        var all = await run.Gateway.GetPagesAsync("audit", run.Get(Limit), run.Cancellation);
        var items = run.Get(Service) is { } service ? [.. all.Where(item => item.TextOf("service") == service)] : all;
        return run.Show(JsonSerializer.SerializeToElement(items), _ =>
        {
            var table = new Table("AT", "ACTOR", "FROM", "ACTION", "SERVICE", "STATUS", "REVISION", "REASON");
            foreach (var item in items)
            {
                table.Add(
                    item.TimeOf("at"), item.TextOf("actor"), item.TextOf("remote"), item.TextOf("action"), item.TextOf("service"), item.TextOf("status"), item.TextOf("revision"),
                    item.TextOf("reason") is { Length: > 0 } reason ? reason : item.TextOf("detail"));
            }

            run.Say(table);
        });
    }
}
