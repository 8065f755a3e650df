using System.Globalization;
using System.Net;
using Canary.Core.Services;
using Canary.Gateway.Proxy.Forwarding;
using Canary.Gateway.Proxy.Health;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using YarpActive = Yarp.ReverseProxy.Configuration.ActiveHealthCheckConfig;
using YarpDestination = Yarp.ReverseProxy.Configuration.DestinationConfig;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>Translates a variant's declaration into a YARP cluster.</summary>
internal static class ClusterFactory
{
    /// <summary>The cluster of one variant.</summary>
    /// <param name="id">Its id, which no other cluster has had.</param>
    /// <param name="settings">What it is made from.</param>
    public static ClusterConfig Create(string id, BackendSettings settings)
    {
        var (variant, timeouts) = (settings.Variant, settings.Timeouts);
        var metadata = new Dictionary<string, string>();
        BackendTimeouts.Of(timeouts).WriteTo(metadata);
        return new ClusterConfig
        {
            ClusterId = id,
            HealthCheck = HealthCheckOf(variant, metadata),
            HttpRequest = RequestConfigOf(variant.Protocol, timeouts),
            Destinations = DestinationsOf(variant),
            Metadata = metadata,
        };
    }

    private static HealthCheckConfig? HealthCheckOf(VariantConfig variant, Dictionary<string, string> metadata)
    {
        // What ordinary requests say of destinations, and which are available, VariantHealth knows.
        if (variant.ActiveHealthCheck is not { } active)
        {
            return null;
        }

        metadata[ConsecutiveFailuresHealthPolicyOptions.ThresholdMetadataName] = active.Threshold.ToString(CultureInfo.InvariantCulture);
        return new HealthCheckConfig
        {
            Active = new YarpActive
            {
                Enabled = true,
                Interval = active.Interval,
                Timeout = active.Timeout,
                Policy = HealthCheckConstants.ActivePolicy.ConsecutiveFailures,
                Path = active.Path,
            },
        };
    }

    private static ForwarderRequestConfig RequestConfigOf(BackendProtocol protocol, TimeoutsConfig timeouts) => new()
    {
        // One timer of YARP's covers both phases; where they differ, BackendClientFactory enforces the shorter one.
        ActivityTimeout = timeouts.FirstByte > timeouts.Idle ? timeouts.FirstByte : timeouts.Idle,
        Version = protocol == BackendProtocol.Http1 ? HttpVersion.Version11 : HttpVersion.Version20,
        VersionPolicy = protocol == BackendProtocol.Auto ? HttpVersionPolicy.RequestVersionOrLower : HttpVersionPolicy.RequestVersionExact,
    };

    private static Dictionary<string, YarpDestination> DestinationsOf(VariantConfig variant)
    {
        // The address is the id, so that "first in alphabetical order" means what it says; ids differ by more than case.
        var destinations = new Dictionary<string, YarpDestination>(StringComparer.OrdinalIgnoreCase);
        foreach (var destination in variant.Destinations)
        {
            var config = new YarpDestination { Address = destination.Address, Metadata = BalancedDestination.MetadataOf(destination.Weight) };
            for (var n = 1; !destinations.TryAdd(n == 1 ? destination.Address : $"{destination.Address}#{n}", config); n++)
            {
            }
        }

        return destinations;
    }
}
