using System.Globalization;
using Yarp.ReverseProxy.Model;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>One backend address as balancing sees it: YARP's destination, with the number of requests that it is answering.</summary>
internal sealed class BalancedDestination(DestinationState state)
{
    private int _inFlight;

    /// <summary>YARP's destination: its address and health.</summary>
    public DestinationState State { get; } = state;

    /// <summary>Where requests go, as <c>http://10.0.0.1:8080/</c>.</summary>
    public string Address { get; } = state.Model.Config.Address;

    /// <summary>Its share among its siblings, 1 to 1000.</summary>
    public int Weight { get; } =
        state.Model.Config.Metadata?.TryGetValue(WeightMetadata, out var weight) == true ? int.Parse(weight, CultureInfo.InvariantCulture) : 1;

    /// <summary>Requests that it is answering now.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    private const string WeightMetadata = "weight";

    /// <summary>The metadata by which a destination's weight travels through YARP's configuration; null for the default of 1.</summary>
    public static Dictionary<string, string>? MetadataOf(int weight) =>
        weight == 1 ? null : new Dictionary<string, string> { [WeightMetadata] = weight.ToString(CultureInfo.InvariantCulture) };

    /// <summary>A request goes there.</summary>
    public void RequestStarted() => Interlocked.Increment(ref _inFlight);

    /// <summary>A request that went there has ended.</summary>
    public void RequestEnded() => Interlocked.Decrement(ref _inFlight);
}
