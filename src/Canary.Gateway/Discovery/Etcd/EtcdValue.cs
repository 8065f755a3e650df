using System.Text.Json;
using Canary.Core.Services;

namespace Canary.Gateway.Discovery.Etcd;

/// <summary>Reads what a key holds: an address, or an object with <c>address</c> and <c>weight</c>.</summary>
internal static class EtcdValue
{
    /// <summary>The destination; with the whole value as its address, which is not allowed, where it is none.</summary>
    /// <param name="value">The value.</param>
    /// <param name="scheme">For an address that is host and port.</param>
    public static DestinationConfig Read(string value, string scheme)
    {
        var text = value.Trim();
        if (!text.StartsWith('{'))
        {
            return new DestinationConfig(WithScheme(text, scheme));
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            var weight = document.RootElement.TryGetProperty("weight", out var number) ? number.GetInt32() : 1;
            return new DestinationConfig(WithScheme(document.RootElement.GetProperty("address").GetString() ?? "", scheme), weight);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            return new DestinationConfig(text);
        }
    }

    private static string WithScheme(string address, string scheme) =>
        address.Length == 0 || address.Contains("://", StringComparison.Ordinal) ? address : $"{scheme}://{address}";
}
