using Canary.TestKit.Fuzzing.Targets;

namespace Canary.TestKit.Fuzzing;

/// <summary>Everything that is fuzzed.</summary>
internal static class FuzzTargets
{
    /// <summary>All, in the order in which they run.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
        [.. ServiceTargets.All, .. RolloutTargets.All, .. ImportTargets.All, .. RequestTargets.All, .. StoredTargets.All, .. DiscoveryTargets.All];
}
