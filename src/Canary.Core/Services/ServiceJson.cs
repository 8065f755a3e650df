using System.Text.Json;

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
            WriteVariant(writer, variant);
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
        WriteSticky(writer, service.Sticky);
        WriteTimeouts(writer, service.Timeouts);
        WriteTexts(writer, "errorCodes", service.ErrorCodes);
        if (service.Objective is { } objective)
        {
            writer.WriteStartObject("objective");
            writer.WriteNumber("good", objective.GoodPercent);
            writer.WriteString("window", Duration.Format(objective.Window));
            writer.WriteEndObject();
        }

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
        WriteTexts(writer, "hosts", match.Hosts);
        writer.WriteString("path", match.Path);
        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static void WriteVariant(Utf8JsonWriter writer, VariantConfig variant)
    {
        writer.WriteStartArray("destinations");
        foreach (var destination in variant.Destinations)
        {
            WriteDestination(writer, destination);
        }

        writer.WriteEndArray();

        // Left out where it follows from the destinations' weights, so that a patch of those changes it too.
        if (variant.LoadBalancing is { } policy)
        {
            writer.WriteString("loadBalancing", EnumNames<LoadBalancingPolicy>.Of(policy));
        }

        writer.WriteString("protocol", EnumNames<BackendProtocol>.Of(variant.Protocol));
        if (variant.ActiveHealthCheck is not null || variant.PassiveHealthCheck is not null)
        {
            WriteHealthCheck(writer, variant);
        }
    }

    private static void WriteDestination(Utf8JsonWriter writer, DestinationConfig destination)
    {
        if (destination.Weight == 1)
        {
            writer.WriteStringValue(destination.Address);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("address", destination.Address);
        writer.WriteNumber("weight", destination.Weight);
        writer.WriteEndObject();
    }

    private static void WriteHealthCheck(Utf8JsonWriter writer, VariantConfig variant)
    {
        writer.WriteStartObject("healthCheck");
        if (variant.ActiveHealthCheck is { } active)
        {
            writer.WriteStartObject("active");
            writer.WriteString("path", active.Path);
            writer.WriteString("interval", Duration.Format(active.Interval));
            writer.WriteString("timeout", Duration.Format(active.Timeout));
            writer.WriteNumber("threshold", active.Threshold);
            writer.WriteEndObject();
        }

        if (variant.PassiveHealthCheck is { } passive)
        {
            writer.WriteStartObject("passive");
            writer.WriteNumber("failureRatio", passive.FailureRatio);
            writer.WriteString("reactivation", Duration.Format(passive.Reactivation));
            writer.WriteEndObject();
        }

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

    private static void WriteSticky(Utf8JsonWriter writer, IReadOnlyList<StickySourceConfig> sources)
    {
        writer.WritePropertyName("sticky");
        if (sources.Count == 1)
        {
            WriteStickySource(writer, sources[0]);
            return;
        }

        writer.WriteStartArray();
        foreach (var source in sources)
        {
            WriteStickySource(writer, source);
        }

        writer.WriteEndArray();
    }

    private static void WriteStickySource(Utf8JsonWriter writer, StickySourceConfig source)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(EnumNames<StickyKind>.Of(source.Kind));
        if (source.Kind == StickyKind.Ip)
        {
            writer.WriteBooleanValue(true);
        }
        else
        {
            writer.WriteStringValue(source.Name);
        }

        writer.WriteEndObject();
    }

    private static void WriteTimeouts(Utf8JsonWriter writer, TimeoutsConfig timeouts)
    {
        writer.WriteStartObject("timeouts");
        writer.WriteString("connect", Duration.Format(timeouts.Connect));
        writer.WriteString("firstByte", Duration.Format(timeouts.FirstByte));
        writer.WriteString("idle", Duration.Format(timeouts.Idle));
        writer.WriteEndObject();
    }
}
