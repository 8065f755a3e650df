using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery.Registries;

namespace Canary.Gateway.Discovery.Nacos;

/// <summary>Finds destinations among the healthy, enabled instances of services in Nacos.</summary>
/// <param name="options">Where Nacos is asked.</param>
/// <param name="http">What sends; its owner disposes of it.</param>
/// <param name="time">The clock.</param>
internal sealed class NacosSource(NacosOptions options, HttpMessageInvoker http, TimeProvider time) : IDestinationSource, IDisposable
{
    private readonly RegistryClient _client = new("Nacos", options.Address, http, time);
    private readonly NacosLogin _login = new(new("Nacos", options.Address, http, time), options.Username, options.Password);

    /// <inheritdoc/>
    public string Kind => "nacos";

    /// <inheritdoc/>
    public IDestinationWatch Watch(DiscoveryConfig discovery) => new NacosWatch(_client, _login, options.Namespace, (NacosDiscoveryConfig)discovery);

    /// <inheritdoc/>
    public void Dispose() => _login.Dispose();
}
