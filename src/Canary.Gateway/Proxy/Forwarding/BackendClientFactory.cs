using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Canary.Gateway.Addressing;
using Canary.Gateway.Proxy.Admission;
using Canary.Gateway.Proxy.Forwarding.Bodies;
using Yarp.ReverseProxy.Forwarder;

namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>Makes the clients of clusters. Those with the same timeouts share one, and with it the open connections.</summary>
/// <remarks>So a service whose backends change keeps its warm connections, and ten thousand services do not have ten thousand pools.</remarks>
internal sealed class BackendClientFactory(ProxyLimits limits, AddressPolicy addresses) : IForwarderHttpClientFactory, IDisposable
{
    private readonly ConcurrentDictionary<TimeSpan, SocketsHttpHandler> _handlers = new();
    private readonly ConcurrentDictionary<BackendTimeouts, HttpMessageInvoker> _clients = new();

    /// <inheritdoc/>
    public HttpMessageInvoker CreateClient(ForwarderHttpClientContext context) =>
        context.OldClient is { } old && ReferenceEquals(context.OldMetadata, context.NewMetadata)
            ? old
            : _clients.GetOrAdd(BackendTimeouts.ReadFrom(context.NewMetadata), Create);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        foreach (var handler in _handlers.Values)
        {
            handler.Dispose();
        }
    }

    private SocketsHttpHandler CreateHandler(TimeSpan connectTimeout) => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        EnableMultipleHttp2Connections = true,
        ConnectTimeout = connectTimeout,
        PooledConnectionLifetime = limits.BackendConnectionLifetime,
        ConnectCallback = async (context, cancellation) => new BackendStream(await GuardedConnection.ConnectAsync(context.DnsEndPoint, addresses.Destinations, cancellation)),
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
    };

    private HttpMessageInvoker Create(BackendTimeouts timeouts)
    {
        var handler = _handlers.GetOrAdd(timeouts.Connect, CreateHandler);
        return timeouts.LeavesPhasesToYarp
            ? new HttpMessageInvoker(handler, disposeHandler: false)
            : new HttpMessageInvoker(new PhaseTimeoutHandler(handler, timeouts.FirstByte, timeouts.Idle), disposeHandler: false);
    }
}
