using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery.Registries;

namespace Canary.Gateway.Discovery.Consul;

/// <summary>Finds destinations among the healthy instances of services in Consul.</summary>
/// <param name="options">Where Consul is asked.</param>
/// <param name="http">What sends; its owner disposes of it.</param>
/// <param name="time">The clock.</param>
internal sealed class ConsulSource(ConsulOptions options, HttpMessageInvoker http, TimeProvider time) : IDestinationSource
{
    private readonly RegistryClient _client = new("Consul", options.Address, http, time);

    /// <inheritdoc/>
    public string Kind => "consul";

    /// <inheritdoc/>
    public IDestinationWatch Watch(DiscoveryConfig discovery) => new ConsulWatch(_client, options.Token, (ConsulDiscoveryConfig)discovery);
}
