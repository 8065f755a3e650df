using System.Text.Json;
using Canary.Core.Services;

namespace Canary.Core.Rollouts;

/// <summary>Writes the checks of an analysis into a document.</summary>
internal static class CheckJson
{
    /// <summary>Writes all of them as a list.</summary>
    public static void WriteList(Utf8JsonWriter writer, string name, IReadOnlyList<CheckConfig> checks)
    {
        writer.WriteStartArray(name);
        foreach (var check in checks)
        {
            writer.WriteStartObject();
            writer.WriteString("name", check.Name);
            writer.WriteStartObject(check is CheckConfig.Webhook ? "webhook" : "prometheus");
            writer.WriteString("url", check.Url);
            WriteQueries(writer, check);
            writer.WriteString("interval", Duration.Format(check.Interval));
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteQueries(Utf8JsonWriter writer, CheckConfig check)
    {
        if (check is CheckConfig.Counter counter)
        {
            writer.WriteString("query", counter.Query);
            if (counter.Total is { } total)
            {
                writer.WriteString("total", total);
            }

            writer.WriteNumber("tolerance", counter.Tolerance);
        }
        else if (check is CheckConfig.Ratio ratio)
        {
            writer.WriteStartObject("ratio");
            writer.WriteString("query", ratio.Query);
            writer.WriteNumber("max", ratio.Max);
            writer.WriteEndObject();
        }
    }
}
