using System.Text.Json;

namespace Canary.Gateway.Control.Analysis;

/// <summary>What is kept of the checks of a service's rollout, so that another leader goes on where this one stopped.</summary>
/// <param name="Rollout">The rollout's identity: of another one nothing is of use.</param>
/// <param name="Checks">The progress of each check, by name.</param>
internal sealed record ChecksDocument(string Rollout, IReadOnlyDictionary<string, CheckProgress> Checks)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    /// <summary>Reads a stored document; null where it is none, or that of another rollout.</summary>
    public static ChecksDocument? Read(string json, string rollout)
    {
        try
        {
            return JsonSerializer.Deserialize<ChecksDocument>(json, Format) is { Checks: not null } found && found.Rollout == rollout && found.Checks.Values.All(IsWhole) ? found : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The document to store.</summary>
    public string Write() => JsonSerializer.Serialize(this, Format);

    private static bool IsWhole(CheckProgress? progress) =>
        progress is { Rows: not null } && progress.Last is null or { Values: not null } && progress.Rows.All(row => row is { Share: > 0 and < 1, Canary: >= 0, Baseline: >= 0, Total: >= 0 });
}
