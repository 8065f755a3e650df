using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery.Registries;
using Canary.Gateway.Discovery.Settings;

namespace Canary.Gateway.Discovery.Nacos;

/// <summary>Finds destinations among the healthy, enabled instances of services in Nacos.</summary>
/// <param name="options">Where Nacos is asked.</param>
/// <param name="http">What sends; disposed of together with the source.</param>
/// <param name="time">The clock.</param>
internal sealed class NacosSource(NacosServer options, HttpMessageInvoker http, TimeProvider time) : IDestinationSource, IDisposable
{
    private readonly RegistryClient _client = new("Nacos", options.Address, http, time);
    private readonly NacosLogin _login = new(new("Nacos", options.Address, http, time), options.Username, options.Password);

    /// <inheritdoc/>
    public string Kind => "nacos";

    /// <summary>The source that settings allow; null where they name no server.</summary>
    public static NacosSource? Create(NacosOptions options, TimeProvider time) => options.Address is { Length: > 0 } address
        ? new NacosSource(
            new NacosServer { Address = new Uri(address), Username = options.Username, Password = options.Password, Namespace = options.Namespace },
            new HttpMessageInvoker(RegistryHandler.Create()),
            time)
        : null;

    /// <inheritdoc/>
    public IDestinationWatch Watch(DiscoveryConfig discovery) => new NacosWatch(_client, _login, options.Namespace, (NacosDiscoveryConfig)discovery);

    /// <inheritdoc/>
    public void Dispose()
    {
        _login.Dispose();
        http.Dispose();
    }
}
