using System.Text.Json;
using System.Text.Json.Serialization;

namespace Canary.Gateway.Telemetry.Sampling;

/// <summary>How gateways tell each other their rates: short names, numbers with two decimals, and nothing of services without traffic.</summary>
internal static class RatesJson
{
    /// <summary>The most services that a gateway tells of: the busiest.</summary>
    public const int MaxServices = 5_000;

    private const int Decimals = 2;

    /// <summary>The rates of all services as one JSON object.</summary>
    public static string Write(IReadOnlyDictionary<string, ServiceRates> rates) => JsonSerializer.Serialize(
        rates.Where(service => !service.Value.IsIdle).OrderByDescending(service => service.Value.Started).Take(MaxServices).ToDictionary(service => service.Key, service => Short(service.Value)));

    /// <summary>What <see cref="Write"/> wrote; null where it can't be read.</summary>
    public static IReadOnlyDictionary<string, ServiceRates>? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, Entry?>>(json)?.ToDictionary(service => service.Key, service => RatesOf(service.Value), StringComparer.Ordinal);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ServiceRates RatesOf(Entry? entry) => entry is null
        ? throw new JsonException("A service has no rates.")
        : new ServiceRates(entry.Started, entry.Ended, entry.Errors, entry.Minute ?? [], entry.Spark ?? []);

    private static Entry Short(ServiceRates rates) => new(
        Math.Round(rates.Started, Decimals), Math.Round(rates.Ended, Decimals), Math.Round(rates.Errors, Decimals),
        new Dictionary<string, long>(rates.LastMinute), [.. rates.Spark.Select(value => Math.Round(value, Decimals))]);

    private sealed record Entry(
        [property: JsonPropertyName("s")] double Started,
        [property: JsonPropertyName("e")] double Ended,
        [property: JsonPropertyName("f")] double Errors,
        [property: JsonPropertyName("m")] Dictionary<string, long>? Minute,
        [property: JsonPropertyName("k")] double[]? Spark);
}
