namespace Canary.Core.Services;

/// <summary>Where a service may send requests by what its document says.</summary>
public static class ServiceUrls
{
    /// <summary>Each destination with its field, as <c>variants.canary.destinations[0]</c>.</summary>
    public static IEnumerable<(string Path, string Url)> Of(ServiceConfig service)
    {
        ArgumentNullException.ThrowIfNull(service);
        return service.Variants.SelectMany(variant => variant.Value.Destinations.Select((destination, i) => ($"variants.{variant.Key}.destinations[{i}]", destination.Address)));
    }
}
