using System.Text.Json;
using Canary.Core.Services;

namespace Canary.Cli.Convert;

/// <summary>A variant made of another program's configuration.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Weight">Its share.</param>
/// <param name="Destinations">Addresses, with their shares of the variant.</param>
internal sealed record ConvertedVariant(string Name, Weight Weight, IReadOnlyList<(string Address, int Weight)> Destinations)
{
    /// <summary>Where its destinations are found in Kubernetes, instead of being listed; null: they are listed.</summary>
    public (string Service, string Namespace, string? Port)? Kubernetes { get; init; }

    /// <summary><c>http</c> or <c>https</c>, for what is found.</summary>
    public string Scheme { get; init; } = "http";

    /// <summary>Whether backends speak HTTP/2.</summary>
    public bool IsHttp2 { get; init; }

    /// <summary>Writes the field of the variant.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject(Name);
        if (Kubernetes is { } found)
        {
            WriteDiscovery(writer, found);
        }
        else
        {
            WriteDestinations(writer);
        }

        if (IsHttp2)
        {
            writer.WriteString("protocol", "http2");
        }

        writer.WriteEndObject();
    }

    private void WriteDiscovery(Utf8JsonWriter writer, (string Service, string Namespace, string? Port) found)
    {
        writer.WriteStartObject("discovery");
        writer.WriteStartObject("kubernetes");
        writer.WriteString("service", found.Service);
        writer.WriteString("namespace", found.Namespace);
        if (found.Port is { } port)
        {
            writer.WriteString("port", port);
        }

        writer.WriteEndObject();
        if (Scheme != "http")
        {
            writer.WriteString("scheme", Scheme);
        }

        writer.WriteEndObject();
    }

    private void WriteDestinations(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("destinations");
        foreach (var (address, weight) in Destinations)
        {
            if (Destinations.All(destination => destination.Weight == 1))
            {
                writer.WriteStringValue(address);
                continue;
            }

            writer.WriteStartObject();
            writer.WriteString("address", address);
            writer.WriteNumber("weight", weight);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
