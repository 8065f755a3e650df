using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery.Dns;
using Canary.Gateway.Discovery.Etcd;
using Canary.Gateway.Discovery.Settings;

namespace Canary.Gateway.Discovery;

/// <summary>The sources of this gateway, by kind. A new kind is one more line in <see cref="Create"/>.</summary>
internal sealed class DestinationSources(IEnumerable<IDestinationSource> sources) : IDisposable
{
    private readonly Dictionary<string, IDestinationSource> _byKind = sources.ToDictionary(source => source.Kind);

    /// <summary>The sources that settings allow.</summary>
    /// <param name="options">The settings; a source that they do not set up is left out, by a null.</param>
    /// <param name="time">The clock.</param>
    public static DestinationSources Create(DiscoveryOptions options, TimeProvider time)
    {
        IDestinationSource?[] sources =
        [
            DnsSource.Create(options.Dns, time),
            EtcdSource.Create(options.Etcd, time),
        ];
        return new DestinationSources(sources.OfType<IDestinationSource>());
    }

    /// <summary>The source for a question; one that only says which setting is missing, where it is not set up.</summary>
    public IDestinationSource Of(DiscoveryConfig discovery)
    {
        var kind = DiscoveryKinds.Of(discovery);
        return _byKind.GetValueOrDefault(kind) ?? new MissingSource(kind);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var source in _byKind.Values.OfType<IDisposable>())
        {
            source.Dispose();
        }
    }
}
