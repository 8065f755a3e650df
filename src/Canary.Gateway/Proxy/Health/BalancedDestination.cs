using System.Globalization;
using Yarp.ReverseProxy.Model;

namespace Canary.Gateway.Proxy.Health;

/// <summary>One backend address of a variant: where requests go, how many it is answering, and how it is.</summary>
/// <remarks>Its health is written under the lock of the variant's <see cref="VariantHealth"/>; requests read what that publishes.</remarks>
internal sealed class BalancedDestination(DestinationState state)
{
    private const string WeightMetadata = "weight";

    private int _inFlight;
    private long _warmingSince;

    /// <summary>YARP's destination, which its probes know.</summary>
    public DestinationState State { get; } = state;

    /// <summary>Where requests go, as <c>http://10.0.0.1:8080/</c>.</summary>
    public string Address { get; } = state.Model.Config.Address;

    /// <summary>Its share among its siblings, 1 to 1000.</summary>
    public int Weight { get; } =
        state.Model.Config.Metadata?.TryGetValue(WeightMetadata, out var weight) == true ? int.Parse(weight, CultureInfo.InvariantCulture) : 1;

    /// <summary>Requests that it is answering now.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>How it is.</summary>
    public DestinationCondition Condition { get; set; }

    /// <summary>Since when it is so.</summary>
    public DateTimeOffset Since { get; set; }

    /// <summary>Its failures; null where ordinary requests do not judge it.</summary>
    public FailureRecord? Failures { get; set; }

    /// <summary>Rings when its ejection is over; null where it is not ejected.</summary>
    public ITimer? Ejection { get; set; }

    /// <summary>The clock's timestamp since which it grows into its full share; 0 where it has that.</summary>
    public long WarmingSince
    {
        get => Volatile.Read(ref _warmingSince);
        set => Volatile.Write(ref _warmingSince, value);
    }

    /// <summary>A cluster's destinations, in alphabetical order.</summary>
    public static BalancedDestination[] Of(ClusterState cluster) =>
        [.. cluster.Destinations.Values.OrderBy(state => state.DestinationId, StringComparer.OrdinalIgnoreCase).Select(state => new BalancedDestination(state))];

    /// <summary>The metadata by which a destination's weight travels through YARP's configuration; null for the default of 1.</summary>
    public static Dictionary<string, string>? MetadataOf(int weight) =>
        weight == 1 ? null : new Dictionary<string, string> { [WeightMetadata] = weight.ToString(CultureInfo.InvariantCulture) };

    /// <summary>How it is by what its probes and its ejection say.</summary>
    /// <param name="isProbed">Whether it is probed.</param>
    public DestinationCondition FindCondition(bool isProbed) => State.Health.Active switch
    {
        DestinationHealth.Unhealthy => DestinationCondition.Unhealthy,
        _ when Ejection is not null => DestinationCondition.Ejected,
        DestinationHealth.Unknown when isProbed => DestinationCondition.Unknown,
        _ => DestinationCondition.Healthy,
    };

    /// <summary>A request goes there.</summary>
    public void RequestStarted() => Interlocked.Increment(ref _inFlight);

    /// <summary>A request that went there has ended.</summary>
    public void RequestEnded() => Interlocked.Decrement(ref _inFlight);
}
