using System.Globalization;
using System.Text.Json;
using Canary.Cli.Running;

namespace Canary.Cli.Api;

/// <summary>Turns a problem that the gateway answered (RFC 9457) into one line, lines of field errors, and an exit code.</summary>
internal static class ApiProblem
{
    /// <summary>The exception of an answer.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The body, whatever it is.</param>
    /// <param name="gateway">Where it comes from, for messages.</param>
    public static CommandException Of(int status, string body, Uri gateway)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.Find("detail").Text() is { Length: > 0 } detail)
            {
                return Of(status, detail, document.RootElement);
            }
        }
        catch (JsonException)
        {
            // Something between here and the gateway answered; what it said is its own affair.
        }

        return new CommandException(
            status >= 500 ? ExitCode.Unreachable : ExitCode.Invalid,
            $"{gateway} answered {status} and not as a gateway's admin listener does: is it the right address?");
    }

    private static CommandException Of(int status, string detail, JsonElement problem)
    {
        var errors = problem.Find("errors");
        var lines = errors.ValueKind == JsonValueKind.Object
            ? errors.EnumerateObject().SelectMany(field => field.Value.Items().Select(message => $"{(field.Name.Length == 0 ? "the document" : field.Name + ":")} {message.Text()}")).ToList()
            : [];
        var title = problem.Find("title").Text()?.TrimEnd('.') ?? "Refused";
        return status switch
        {
            412 => new CommandException(ExitCode.Conflict, $"Conflict: {Conflict(detail, problem)}"),
            409 => new CommandException(ExitCode.Conflict, detail, lines.Count > 1 ? lines : []),
            404 => new CommandException(ExitCode.NotFound, detail),
            401 => new CommandException(ExitCode.NotAllowed, $"{title}: {detail} canaryctl takes a key from CANARY_KEY, --key-file or the context."),
            403 or 429 => new CommandException(ExitCode.NotAllowed, $"{title}: {detail}"),
            >= 500 => new CommandException(ExitCode.Unreachable, $"{title}: {detail}"),

            // The summary repeats the first of the lines.
            _ when lines.Count > 0 => new CommandException(ExitCode.Invalid, lines.Count == 1 ? $"{title}:" : $"{title}, {lines.Count.ToString(CultureInfo.InvariantCulture)} things are wrong:", lines),
            _ => new CommandException(ExitCode.Invalid, detail),
        };
    }

    private static string Conflict(string detail, JsonElement problem) => problem.Find("code").Text() == "revision-mismatch" && problem.Find("currentRevision").ValueKind == JsonValueKind.Number
        ? $"somebody changed it since it was read. {detail} Nothing was written."
        : $"{detail} Nothing was written.";
}
