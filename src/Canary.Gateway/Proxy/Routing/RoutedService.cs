using Canary.Core.Selection;
using Canary.Gateway.Proxy.Clients;
using Canary.Gateway.Proxy.Evidence;
using Canary.Gateway.Proxy.Limits;
using Canary.Gateway.Proxy.Mirroring;
using Canary.Gateway.Proxy.Replay;
using Canary.Gateway.Proxy.Transforms;
using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>A service with the places that its variants' requests go to. Immutable.</summary>
/// <param name="Snapshot">What selection needs.</param>
/// <param name="Variants">In the order of the snapshot's variants. Not to be written to.</param>
internal sealed record RoutedService(ServiceSnapshot Snapshot, RoutedVariant[] Variants)
{
    /// <summary>The variant that is known to be good.</summary>
    public RoutedVariant Baseline => Variants[Snapshot.BaselineIndex];

    /// <summary>What becomes of requests that a destination failed to answer; null: they are sent once, without a deadline. Default null.</summary>
    public ServiceReplay? Replay { get; init; }

    /// <summary>The rollout under way, as spans and the access log name it; null where there is none. Default null.</summary>
    public string? Rollout { get; init; }

    /// <summary>Counts which rules decide; null, the default, where it has none.</summary>
    public RuleCounters? Rules { get; init; }

    /// <summary>The limits of its rollout, or null: none.</summary>
    public ExposureLimit? Limit { get; init; }

    /// <summary>Index of the variant that <see cref="Limit"/> is about.</summary>
    public int LimitedVariant { get; init; }

    /// <summary>Where its requests count as evidence; null where no rollout with analysis is active.</summary>
    public EvidenceEpoch? Evidence { get; init; }

    /// <summary>Copies its requests to a variant; null, the default: nothing is copied.</summary>
    public ServiceMirror? Mirror { get; init; }

    /// <summary>What it takes of one client; null: anything.</summary>
    public ClientLimits? Clients { get; init; }

    /// <summary>Changes of path, query and headers; null: none.</summary>
    public ServiceTransforms? Transforms { get; init; }

    /// <summary>The variant of a name, or null.</summary>
    public RoutedVariant? Named(string variant) => Array.Find(Variants, v => v.Name == variant);
}

/// <summary>A service that is new, gone or not as it was.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Before">As it was; null where it is new.</param>
/// <param name="Now">As it is; null where it is gone.</param>
internal sealed record ServiceChange(string Name, RoutedService? Before, RoutedService? Now);
