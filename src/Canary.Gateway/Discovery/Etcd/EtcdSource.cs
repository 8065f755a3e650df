using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery.Settings;

namespace Canary.Gateway.Discovery.Etcd;

/// <summary>Finds destinations in etcd, by the JSON form of its v3 API.</summary>
internal sealed class EtcdSource : IDestinationSource, IDisposable
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(3);

    private readonly EtcdOptions _options;
    private readonly TimeProvider _time;
    private readonly Uri[] _members;
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = ConnectPatience,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    });

    private EtcdSource(EtcdOptions options, Uri[] members, TimeProvider time) => (_options, _members, _time) = (options, members, time);

    /// <inheritdoc/>
    public string Kind => "etcd";

    /// <summary>The source that settings describe; null where they name no member.</summary>
    public static EtcdSource? Create(EtcdOptions options, TimeProvider time)
    {
        var members = (options.Address ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return members.Length == 0 ? null : new EtcdSource(options, [.. members.Select(member => new Uri(member.TrimEnd('/') + "/"))], time);
    }

    /// <inheritdoc/>
    public IDestinationWatch Watch(DiscoveryConfig discovery) =>
        new EtcdWatch((EtcdDiscoveryConfig)discovery, new EtcdClient(_http, _members, _options.Username, _options.Password), _time);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
