using System.Globalization;
using System.Net;
using Canary.Core.Services;
using Canary.Gateway.Proxy.Forwarding;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using YarpActive = Yarp.ReverseProxy.Configuration.ActiveHealthCheckConfig;
using YarpDestination = Yarp.ReverseProxy.Configuration.DestinationConfig;
using YarpPassive = Yarp.ReverseProxy.Configuration.PassiveHealthCheckConfig;

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
        var (active, passive) = (variant.ActiveHealthCheck, variant.PassiveHealthCheck);
        if (active is null && passive is null)
        {
            return null;
        }

        if (active is not null)
        {
            metadata[ConsecutiveFailuresHealthPolicyOptions.ThresholdMetadataName] = active.Threshold.ToString(CultureInfo.InvariantCulture);
        }

        if (passive is not null)
        {
            metadata[FailureRatioPolicy.RatioMetadataName] = passive.FailureRatio.ToString("R", CultureInfo.InvariantCulture);
        }

        return new HealthCheckConfig
        {
            // Where none is healthy clients get 503: who wants health checks does not want requests sent to the ill.
            AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyAndUnknown,
            Active = active is null ? null : new YarpActive
            {
                Enabled = true,
                Interval = active.Interval,
                Timeout = active.Timeout,
                Policy = HealthCheckConstants.ActivePolicy.ConsecutiveFailures,
                Path = active.Path,
            },
            Passive = passive is null ? null : new YarpPassive
            {
                Enabled = true,
                Policy = FailureRatioPolicy.PolicyName,
                ReactivationPeriod = passive.Reactivation,
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
