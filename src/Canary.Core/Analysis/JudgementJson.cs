using System.Text.Json;
using Canary.Core.Rollouts;

namespace Canary.Core.Analysis;

/// <summary>Writes a judgement, as the API shows it and the store keeps it.</summary>
public static class JudgementJson
{
    /// <summary>Writes all fields; what a check has not is left out.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="judgement">The judgement.</param>
    /// <param name="at">When it was made.</param>
    public static void WriteFields(Utf8JsonWriter writer, Judgement judgement, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(judgement);
        writer.WriteString("at", at.UtcDateTime);
        WriteVerdict(writer, judgement.Verdict);
        WriteNumber(writer, "evidenceLog10", judgement.EvidenceLog10);
        WriteNumber(writer, "thresholdLog10", judgement.ThresholdLog10);
        writer.WriteStartArray("checks");
        foreach (var check in judgement.Checks)
        {
            writer.WriteStartObject();
            writer.WriteString("name", check.Name);
            WriteVerdict(writer, check.Verdict);
            WriteNumber(writer, "evidenceLog10", check.EvidenceLog10);
            WriteNumber(writer, "thresholdLog10", check.ThresholdLog10);
            WriteNumber(writer, "notWorseLog10", check.NotWorseLog10);
            WriteSide(writer, "canary", check.Canary);
            WriteSide(writer, "baseline", check.Baseline);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>The verdict of a judgement that <see cref="WriteFields"/> wrote; null where it can't be read.</summary>
    public static Verdict? ReadVerdict(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return Enum.TryParse<VerdictKind>(root.GetProperty("verdict").GetString(), out var kind) ? new Verdict(kind, root.GetProperty("message").GetString() ?? "") : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The evidence of each check of a judgement that <see cref="WriteFields"/> wrote; those that weigh none are left out, and all where it can't be read.</summary>
    public static IReadOnlyList<CheckEvidence> ReadEvidence(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return
            [
                .. from check in document.RootElement.GetProperty("checks").EnumerateArray()
                   where check.TryGetProperty("evidenceLog10", out _) && check.TryGetProperty("thresholdLog10", out _)
                   select new CheckEvidence(check.GetProperty("name").GetString() ?? "", check.GetProperty("evidenceLog10").GetDouble(), check.GetProperty("thresholdLog10").GetDouble()),
            ];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return [];
        }
    }

    private static void WriteVerdict(Utf8JsonWriter writer, Verdict verdict)
    {
        writer.WriteString("verdict", verdict.Kind.ToString());
        writer.WriteString("message", verdict.Message);
    }

    // JSON has no infinity; a number so large says the same.
    private static void WriteNumber(Utf8JsonWriter writer, string name, double? number)
    {
        if (number is { } value)
        {
            writer.WriteNumber(name, Math.Round(Math.Clamp(double.IsNaN(value) ? 0 : value, -1e9, 1e9), 3));
        }
    }

    private static void WriteSide(Utf8JsonWriter writer, string name, CheckSide? side)
    {
        if (side is { } counted)
        {
            writer.WriteStartObject(name);
            writer.WriteNumber("events", counted.Events);
            writer.WriteNumber("total", counted.Total);
            writer.WriteEndObject();
        }
    }
}
