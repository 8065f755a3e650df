using Canary.Gateway.Proxy.Routing;
using Yarp.ReverseProxy.Model;

namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>A request whose variant is chosen: what YARP needs to forward it, and what its answer is to carry.</summary>
internal sealed class RoutedRequest : IReverseProxyFeature
{
    private readonly RoutedVariant _variant;
    private readonly bool _exposeVariant;

    /// <summary>Binds a request to a variant.</summary>
    /// <param name="service">Its service.</param>
    /// <param name="variant">The variant that was chosen.</param>
    /// <param name="trustedPeer">Whether the peer's word about the client is believed.</param>
    /// <param name="setCookie">A <c>Set-Cookie</c> value for the answer, or null.</param>
    public RoutedRequest(RoutedService service, RoutedVariant variant, bool trustedPeer, string? setCookie)
    {
        _variant = variant;
        _exposeVariant = service.Snapshot.Config.ExposeVariant;
        TrustedPeer = trustedPeer;
        SetCookie = setCookie;
        var destinations = variant.Cluster.DestinationsState;
        Cluster = variant.Cluster.Model;
        AllDestinations = destinations.AllDestinations;
        AvailableDestinations = destinations.AvailableDestinations;
    }

    /// <summary>The variant that was chosen.</summary>
    public RoutedVariant Variant => _variant;

    /// <summary>Whether the peer's word about the client is believed.</summary>
    public bool TrustedPeer { get; }

    /// <summary>A <c>Set-Cookie</c> value for the answer, or null.</summary>
    public string? SetCookie { get; }

    /// <inheritdoc/>
    public RouteModel Route => _variant.Route;

    /// <inheritdoc/>
    public ClusterModel Cluster { get; }

    /// <inheritdoc/>
    public IReadOnlyList<DestinationState> AllDestinations { get; }

    /// <inheritdoc/>
    public IReadOnlyList<DestinationState> AvailableDestinations { get; set; }

    /// <inheritdoc/>
    public DestinationState? ProxiedDestination { get; set; }

    /// <summary>Puts the gateway's own headers into the answer, in place of a backend's of the same name. Calling it again changes nothing.</summary>
    public void WriteTo(IHeaderDictionary headers)
    {
        if (_exposeVariant)
        {
            headers[GatewayHeaders.Variant] = _variant.Name;
        }
        else
        {
            headers.Remove(GatewayHeaders.Variant);
        }

        if (SetCookie is { } cookie && !headers.SetCookie.Contains(cookie))
        {
            headers.Append("Set-Cookie", cookie);
        }
    }
}
