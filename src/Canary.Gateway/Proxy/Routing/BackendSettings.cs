using Canary.Core.Services;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>All that a variant's cluster is made from. Two equal ones can share a cluster, whatever else of the service changed.</summary>
internal sealed class BackendSettings(VariantConfig variant, TimeoutsConfig timeouts) : IEquatable<BackendSettings>
{
    /// <summary>The variant's declaration.</summary>
    public VariantConfig Variant { get; } = variant;

    /// <summary>The service's timeouts.</summary>
    public TimeoutsConfig Timeouts { get; } = timeouts;

    /// <inheritdoc/>
    public bool Equals(BackendSettings? other) =>
        other is not null
        && Timeouts == other.Timeouts
        && (ReferenceEquals(Variant, other.Variant)
            || (Variant.Destinations.SequenceEqual(other.Variant.Destinations)
                && Variant with { Destinations = [] } == other.Variant with { Destinations = [] }));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as BackendSettings);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Timeouts, Variant.Destinations.Count, Variant.Protocol);
}
