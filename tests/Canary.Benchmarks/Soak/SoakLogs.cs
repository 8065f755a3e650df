using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Canary.Benchmarks.Soak;

/// <summary>A decision that a gateway says it made.</summary>
internal sealed record SoakDecision(string Gateway, string Service, string Message, long Revision);

/// <summary>What the gateways' logs tell.</summary>
internal sealed partial class SoakLogs
{
    /// <summary>Reads the logs of all runs of all gateways.</summary>
    public SoakLogs(IEnumerable<SoakGateway> gateways)
    {
        foreach (var gateway in gateways)
        {
            foreach (var run in gateway.Logs)
            {
                Read(gateway.Name, run);
            }
        }
    }

    /// <summary>Decisions about services.</summary>
    public List<SoakDecision> Decisions { get; } = [];

    /// <summary>Leases that were held, by their fencing tokens.</summary>
    public List<(string Gateway, string Token)> Leases { get; } = [];

    /// <summary>Errors by what they say first.</summary>
    public SortedDictionary<string, int> Errors { get; } = new(StringComparer.Ordinal);

    /// <summary>Where a gateway went back to an older revision, or wrote something that is no log line.</summary>
    public List<string> Problems { get; } = [];

    private void Read(string gateway, IReadOnlyList<string> lines)
    {
        var inForce = 0L;
        foreach (var line in lines)
        {
            if (!line.StartsWith('{'))
            {
                Problems.Add($"{gateway} wrote: {line}");
                continue;
            }

            using var json = JsonDocument.Parse(line);
            var message = json.RootElement.GetProperty("message").GetString()!;
            switch (json.RootElement.TryGetProperty("event.code", out var code) ? code.GetString() : "")
            {
                case "1100" when InForce().Match(message) is { Success: true } match:
                    var revision = Number(match.Groups[1]);
                    if (revision < inForce)
                    {
                        Problems.Add($"{gateway} went back from revision {inForce} to {revision}.");
                    }

                    inForce = revision;
                    break;
                case "1155" when Moved().Match(message) is { Success: true } match:
                    Decisions.Add(new SoakDecision(gateway, match.Groups[1].Value, match.Groups[2].Value, Number(match.Groups[3])));
                    break;
                case "1150" when Leads().Match(message) is { Success: true } match:
                    Leases.Add((gateway, match.Groups[1].Value));
                    break;
            }

            if (json.RootElement.GetProperty("log.level").GetString() is "Error" or "error" or "Critical")
            {
                var said = $"{(code.ValueKind == JsonValueKind.String ? code.GetString() : "?")} {message.Split(':')[0]}";
                Errors[said] = Errors.GetValueOrDefault(said) + 1;
            }
        }
    }

    private static long Number(Group group) => long.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^Revision (\d+) is in force")]
    private static partial Regex InForce();

    [GeneratedRegex(@"^Service '(.+?)': (.+) \(revision (\d+)\)$")]
    private static partial Regex Moved();

    [GeneratedRegex(@"\(lease (.+)\)$")]
    private static partial Regex Leads();
}
