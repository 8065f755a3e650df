using Canary.Core.Services.Traffic;

namespace Canary.Core.Selection;

/// <summary>Reads from W3C baggage what earlier hops chose for a user.</summary>
public static class UpstreamChoice
{
    private const string Prefix = "canary.";
    private const string Any = "*";

    /// <summary>The choice that a service follows: that of the first service it names which is in the baggage; of any, the last one.</summary>
    /// <param name="service">The service, and whom it follows (<see cref="TrafficConfig.Upstream"/>).</param>
    /// <param name="baggage">All lines of the header, joined by commas; of a peer whose word counts.</param>
    /// <returns>The variant of the same name, the baseline where the service has none; no choice where there is none in the baggage.</returns>
    public static PassedChoice Find(ServiceSnapshot service, ReadOnlySpan<char> baggage)
    {
        ArgumentNullException.ThrowIfNull(service);
        foreach (var followed in service.Config.Traffic.Upstream)
        {
            if (Find(baggage, followed) is { IsEmpty: false } chosen)
            {
                var variant = Array.FindIndex(service.Variants, Named(chosen.ToString()));
                return PassedChoice.Upstream(variant >= 0 ? variant : service.BaselineIndex);
            }
        }

        return default;
    }

    private static Predicate<VariantSnapshot> Named(string name) => variant => variant.Name == name;

    /// <summary>The last value that a service has in the baggage, empty where there is none. Properties, after a semicolon, are no part of it.</summary>
    private static ReadOnlySpan<char> Find(ReadOnlySpan<char> baggage, string service)
    {
        ReadOnlySpan<char> found = [];
        foreach (var part in baggage.Split(','))
        {
            var member = baggage[part];
            var end = member.IndexOf(';');
            member = end < 0 ? member : member[..end];
            var equals = member.IndexOf('=');
            if (equals < 0)
            {
                continue;
            }

            var key = member[..equals].Trim();
            if (key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
                && (service == Any || key[Prefix.Length..].Equals(service, StringComparison.OrdinalIgnoreCase))
                && member[(equals + 1)..].Trim() is { IsEmpty: false } value)
            {
                found = value;
            }
        }

        return found;
    }
}
