using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Canary.Gateway.Proxy;

/// <summary>A server that serves the proxy, whatever application the host would give it.</summary>
/// <param name="server">Who listens.</param>
/// <param name="proxy">What it serves; asked for at the start, as parts of the proxy ask for the server while they are built.</param>
internal sealed class ProxyServer(IServer server, Func<ProxyApplication> proxy) : IServer
{
    /// <inheritdoc/>
    public IFeatureCollection Features => server.Features;

    /// <inheritdoc/>
    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull =>
        server.StartAsync(proxy(), cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => server.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => server.Dispose();
}
