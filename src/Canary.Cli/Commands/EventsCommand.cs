using System.CommandLine;
using System.Text.Json;
using Canary.Cli.Api;
using Canary.Cli.Output;
using Canary.Cli.Running;
using Canary.Cli.Watching;

namespace Canary.Cli.Commands;

/// <summary><c>events</c>: every accepted change as it happens, one line each, without a gap over lost connections.</summary>
internal static class EventsCommand
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private static readonly Option<long?> Since = new("--since") { Description = "Begin after this revision instead of now.", HelpName = "revision" };

    private static readonly Option<int?> Limit = new("--limit") { Description = "End after so many.", HelpName = "number" };

    private static readonly Option<string?> Service = new("--service") { Description = "Of this service only.", HelpName = "service" };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) =>
        new Command("events", "Tells every accepted change as it happens, until Ctrl-C.") { Since, Limit, Service }.Runs(terminal, RunAsync);

    private static async Task<int> RunAsync(CommandRun run)
    {
        var (position, left, isAway) = (run.Get(Since)?.ToString(System.Globalization.CultureInfo.InvariantCulture), run.Get(Limit) ?? int.MaxValue, false);
        for (var isFirst = true; left > 0; isFirst = false)
        {
            try
            {
                using var response = await run.Gateway.StreamAsync(HttpMethod.Get, "events", null, null, request => Resume(request, position), run.Cancellation);
                if (isAway)
                {
                    run.Note("The gateway is back.");
                    isAway = false;
                }

                using var events = new EventReader(await response.Content.ReadAsStreamAsync(run.Cancellation));
                while (left > 0 && await events.ReadAsync(run.Cancellation) is { } told)
                {
                    position = events.LastId;
                    left -= Tell(run, told.Type, told.Data) ? 1 : 0;
                }

                position = events.LastId ?? position;
            }
            catch (Exception lost) when (!isFirst && lost is CommandException { ExitCode: ExitCode.Unreachable })
            {
                if (!isAway)
                {
                    run.Note(PlainLine.Of(lost.Message));
                    isAway = true;
                }
            }
            catch (IOException)
            {
                // The stream broke off: whoever reads comes again.
            }

            await (left > 0 ? Task.Delay(RetryInterval, run.Cancellation) : Task.CompletedTask);
        }

        return ExitCode.Done;
    }

    private static void Resume(HttpRequestMessage request, string? position)
    {
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (position is not null)
        {
            request.Headers.Add("Last-Event-ID", position);
        }
    }

    private static bool Tell(CommandRun run, string type, string data)
    {
        using var document = JsonDocument.Parse(data);
        var change = document.RootElement;
        if (run.Get(Service) is { } service && change.TextOf("service") != service && type != "reset")
        {
            return false;
        }

        if (run.Format != OutputFormat.Table)
        {
            run.Say(run.Format == OutputFormat.Json ? JsonText.LineOf(change) : "---\n" + YamlText.Of(change).TrimEnd());
        }
        else if (type == "reset")
        {
            run.Say($"Changes up to revision {change.TextOf("revision")} are not to be had any more: read what there is anew.");
        }
        else
        {
            var reason = change.TextOf("reason");
            run.Say(PlainLine.Of($"{change.TimeOf("at")}  {change.TextOf("revision"),6}  {change.TextOf("service"),-20}  {change.TextOf("action"),-16}  {change.TextOf("actor")}{(reason.Length == 0 ? "" : ": " + reason)}"));
        }

        run.Terminal.Out.Flush();
        return true;
    }
}
