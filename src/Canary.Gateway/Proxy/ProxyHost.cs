using Canary.Gateway.Hosting;

namespace Canary.Gateway.Proxy;

/// <summary>Builds the host of the data plane: it carries the proxy and nothing else.</summary>
internal static class ProxyHost
{
    /// <summary>A host that is not started. Its <c>ISnapshotConsumer</c> service puts snapshots into force.</summary>
    /// <exception cref="SettingsException">A listener or certificate setting is wrong.</exception>
    public static WebApplication Build(ProxyOptions options, GatewayServices services) => throw new NotImplementedException();
}
