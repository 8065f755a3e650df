using System.Text.Json;
using Canary.Core.Services.Traffic;

namespace Canary.Core.Services;

/// <summary>Writes a service into a document, every field with the value in force.</summary>
internal static class ServiceJson
{
    /// <summary>Writes all fields of the service.</summary>
    public static void WriteFields(Utf8JsonWriter writer, ServiceConfig service)
    {
        writer.WriteString("name", service.Name);
        WriteMatch(writer, service.Match);
        writer.WriteString("baseline", service.Baseline);
        writer.WriteStartObject("variants");
        foreach (var (name, variant) in service.Variants)
        {
            writer.WriteStartObject(name);
            VariantJson.WriteFields(writer, variant);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteStartObject("weights");
        foreach (var name in service.Variants.Keys)
        {
            WriteWeight(writer, name, service.WeightOf(name));
        }

        writer.WriteEndObject();
        WriteRules(writer, service.Rules);
        StickyJson.Write(writer, "sticky", service.Sticky);
        WriteTimeouts(writer, service.Timeouts);
        TextJson.WriteList(writer, "errorCodes", service.ErrorCodes);
        if (service.Objective is { } objective)
        {
            writer.WriteStartObject("objective");
            writer.WriteNumber("good", objective.GoodPercent);
            writer.WriteString("window", Duration.Format(objective.Window));
            writer.WriteEndObject();
        }

        TrafficJson.WriteFields(writer, service.Traffic);
        writer.WriteBoolean("exposeVariant", service.ExposeVariant);
        writer.WriteBoolean("rolledBack", service.RolledBack);
    }

    /// <summary>Writes a field with a weight in percent.</summary>
    public static void WriteWeight(Utf8JsonWriter writer, string name, Weight weight)
    {
        // As text, since a decimal would keep its trailing zeros: 10, not 10.00.
        writer.WritePropertyName(name);
        writer.WriteRawValue(weight.ToString());
    }

    private static void WriteMatch(Utf8JsonWriter writer, MatchConfig match)
    {
        writer.WriteStartObject("match");
        TextJson.WriteList(writer, "hosts", match.Hosts);
        writer.WriteString("path", match.Path);
        writer.WriteEndObject();
    }

    private static void WriteRules(Utf8JsonWriter writer, IReadOnlyList<RuleConfig> rules)
    {
        writer.WriteStartArray("rules");
        foreach (var rule in rules)
        {
            writer.WriteStartObject();
            writer.WriteString("name", rule.Name);
            writer.WritePropertyName("when");
            ConditionJson.Write(writer, rule.When);
            writer.WriteString("variant", rule.Variant);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteTimeouts(Utf8JsonWriter writer, TimeoutsConfig timeouts)
    {
        writer.WriteStartObject("timeouts");
        writer.WriteString("connect", Duration.Format(timeouts.Connect));
        writer.WriteString("firstByte", Duration.Format(timeouts.FirstByte));
        writer.WriteString("idle", Duration.Format(timeouts.Idle));
        if (timeouts.Deadline is { } deadline)
        {
            writer.WriteString("deadline", Duration.Format(deadline));
        }

        writer.WriteEndObject();
    }
}
