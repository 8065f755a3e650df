using System.Text.Json;
using Canary.Core.Services.Discovery;

namespace Canary.Core.Services;

/// <summary>Writes a variant into a document, every field with the value in force.</summary>
internal static class VariantJson
{
    /// <summary>Writes all fields of the variant.</summary>
    public static void WriteFields(Utf8JsonWriter writer, VariantConfig variant)
    {
        writer.WriteStartArray("destinations");
        foreach (var destination in variant.Destinations)
        {
            WriteDestination(writer, destination);
        }

        writer.WriteEndArray();
        if (variant.Discovery is { } discovery)
        {
            DiscoveryJson.Write(writer, discovery);
        }

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

        if (variant.SlowStart > TimeSpan.Zero)
        {
            writer.WriteString("slowStart", Duration.Format(variant.SlowStart));
        }

        if (variant.MaxConcurrency is { } most)
        {
            writer.WriteNumber("maxConcurrency", most);
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
            writer.WriteNumber("consecutiveFailures", passive.ConsecutiveFailures);
            TextJson.WriteList(writer, "statuses", passive.Statuses);
            ServiceJson.WriteWeight(writer, "maxEjected", passive.MaxEjected);
            writer.WriteString("reactivation", Duration.Format(passive.Reactivation));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
