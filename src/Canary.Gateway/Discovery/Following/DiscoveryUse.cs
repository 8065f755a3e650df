using Canary.Core.Services.Discovery;

namespace Canary.Gateway.Discovery.Following;

/// <summary>A variant whose destinations are found.</summary>
/// <param name="Variant">Its name.</param>
/// <param name="Discovery">Where they are found.</param>
/// <param name="StandIns">How many destinations it has until then.</param>
internal sealed record DiscoveryUse(string Variant, DiscoveryConfig Discovery, int StandIns);
