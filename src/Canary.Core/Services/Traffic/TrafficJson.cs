using System.Text.Json;

namespace Canary.Core.Services.Traffic;

/// <summary>Writes how a service's requests are treated on their way. What is off is left out.</summary>
internal static class TrafficJson
{
    /// <summary>Writes the fields into the service's object.</summary>
    public static void WriteFields(Utf8JsonWriter writer, TrafficConfig traffic)
    {
        if (traffic.Fallback is { } fallback)
        {
            writer.WriteStartObject("fallback");
            WriteReplay(writer, fallback);
            if (fallback.After is { } after)
            {
                writer.WriteString("after", Duration.Format(after));
            }

            writer.WriteEndObject();
        }

        if (traffic.Retries is { } retries)
        {
            writer.WriteStartObject("retries");
            WriteReplay(writer, retries);
            writer.WriteNumber("attempts", retries.Attempts);
            writer.WriteEndObject();
        }

        if (traffic.Mirror is { } mirror)
        {
            WriteMirror(writer, mirror);
        }

        if (traffic.Limits is { } limits)
        {
            WriteLimits(writer, limits);
        }

        if (traffic.Upstream.Count > 0)
        {
            TextJson.WriteList(writer, "upstream", traffic.Upstream);
        }

        if (traffic.RollbackGrace != TrafficConfig.None.RollbackGrace)
        {
            writer.WriteString("rollbackGrace", Duration.Format(traffic.RollbackGrace));
        }

        if (traffic.Transforms.Count > 0)
        {
            writer.WriteStartArray("transforms");
            foreach (var transform in traffic.Transforms)
            {
                TextJson.WriteMap(writer, transform.Values);
            }

            writer.WriteEndArray();
        }
    }

    private static void WriteReplay(Utf8JsonWriter writer, ReplayConfig replay)
    {
        TextJson.WriteList(writer, "statuses", replay.Statuses);
        TextJson.WriteList(writer, "methods", replay.Methods);
        writer.WriteNumber("maxBody", replay.MaxBody);
        ServiceJson.WriteWeight(writer, "budget", replay.Budget);
    }

    private static void WriteMirror(Utf8JsonWriter writer, MirrorConfig mirror)
    {
        writer.WriteStartObject("mirror");
        writer.WriteString("variant", mirror.Variant);
        ServiceJson.WriteWeight(writer, "percent", mirror.Percent);
        TextJson.WriteList(writer, "methods", mirror.Methods);
        writer.WriteString("hostSuffix", mirror.HostSuffix);
        writer.WriteNumber("maxBody", mirror.MaxBody);
        writer.WriteNumber("maxPending", mirror.MaxPending);
        writer.WriteString("timeout", Duration.Format(mirror.Timeout));
        if (mirror.Compare is { } compare)
        {
            writer.WriteStartObject("compare");
            TextJson.WriteList(writer, "headers", compare.Headers);
            TextJson.WriteList(writer, "ignore", compare.Ignore);
            writer.WriteNumber("maxBody", compare.MaxBody);
            ServiceJson.WriteWeight(writer, "noise", compare.Noise);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteLimits(Utf8JsonWriter writer, LimitsConfig limits)
    {
        writer.WriteStartObject("limits");
        if (limits.MaxBody is { } maxBody)
        {
            writer.WriteNumber("maxBody", maxBody);
        }

        if (limits.Rate is { } rate)
        {
            writer.WriteStartObject("rate");
            StickyJson.Write(writer, "by", rate.By);
            writer.WriteNumber("requests", rate.Requests);
            writer.WriteString("per", Duration.Format(rate.Per));
            if (rate.Burst is { } burst)
            {
                writer.WriteNumber("burst", burst);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
