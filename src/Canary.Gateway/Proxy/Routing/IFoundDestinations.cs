using Canary.Core.Services;
using Canary.Core.Services.Discovery;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>What was found for variants whose destinations are found. The data plane knows no sources.</summary>
internal interface IFoundDestinations
{
    /// <summary>The list in force for a question, in a stable order; null where nothing was found yet, so that the variant's own destinations stand in.</summary>
    IReadOnlyList<DestinationConfig>? Of(DiscoveryConfig discovery);
}
