using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery.Registries;
using Canary.Gateway.Discovery.Settings;

namespace Canary.Gateway.Discovery.Consul;

/// <summary>Finds destinations among the healthy instances of services in Consul.</summary>
/// <param name="options">Where Consul is asked.</param>
/// <param name="http">What sends; disposed of together with the source.</param>
/// <param name="time">The clock.</param>
internal sealed class ConsulSource(ConsulServer options, HttpMessageInvoker http, TimeProvider time) : IDestinationSource, IDisposable
{
    private readonly RegistryClient _client = new("Consul", options.Address, http, time);

    /// <inheritdoc/>
    public string Kind => "consul";

    /// <summary>The source that settings allow; null where they name no agent.</summary>
    public static ConsulSource? Create(ConsulOptions options, TimeProvider time) => options.Address is { Length: > 0 } address
        ? new ConsulSource(new ConsulServer { Address = new Uri(address), Token = options.Token }, new HttpMessageInvoker(RegistryHandler.Create()), time)
        : null;

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <inheritdoc/>
    public IDestinationWatch Watch(DiscoveryConfig discovery) => new ConsulWatch(_client, options.Token, (ConsulDiscoveryConfig)discovery);
}
