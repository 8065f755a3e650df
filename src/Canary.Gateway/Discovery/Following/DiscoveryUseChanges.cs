using Canary.Core.Services.Discovery;

namespace Canary.Gateway.Discovery.Following;

/// <summary>How the use of questions differs from what it was.</summary>
/// <param name="Begun">Questions that nobody used before.</param>
/// <param name="Ended">Questions that nobody uses any more.</param>
/// <param name="Services">Services that use others than before.</param>
internal sealed record DiscoveryUseChanges(List<DiscoveryConfig> Begun, List<DiscoveryConfig> Ended, List<string> Services);
