using Yarp.ReverseProxy.Forwarder;

namespace Canary.Gateway.Proxy.Evidence;

/// <summary>Which failures of forwarding are the backend's: it was not there, too late, or broke off. What clients do is none.</summary>
internal static class BackendErrors
{
    /// <summary>Whether the failure is the backend's.</summary>
    public static bool Contains(ForwarderError error) => error is
        ForwarderError.Request or ForwarderError.RequestTimedOut or ForwarderError.RequestBodyDestination
        or ForwarderError.ResponseHeaders or ForwarderError.ResponseBodyDestination
        or ForwarderError.UpgradeActivityTimeout or ForwarderError.NoAvailableDestinations;
}
