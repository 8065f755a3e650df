using Canary.Core.Services;
using Canary.Core.Services.Discovery;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>Nothing is ever found: variants keep their own destinations.</summary>
internal sealed class NothingFound : IFoundDestinations
{
    /// <inheritdoc/>
    public IReadOnlyList<DestinationConfig>? Of(DiscoveryConfig discovery) => null;
}
