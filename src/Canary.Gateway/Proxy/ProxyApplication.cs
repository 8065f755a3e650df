using Canary.Gateway.Proxy.Forwarding;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http.Features;

namespace Canary.Gateway.Proxy;

/// <summary>The data plane as the server's own application, without the hosting layer between them.</summary>
/// <remarks>
/// That layer begins an activity and a logging scope for each request and runs middleware that only other applications need:
/// about a tenth of a proxied request. What it does besides, the server does too: it logs what the application throws, and
/// answers with 500. The server keeps a context for each connection or stream, and hands it out again for the next request.
/// </remarks>
internal sealed class ProxyApplication(VariantForwarder forwarder) : IHttpApplication<DefaultHttpContext>
{
    /// <inheritdoc/>
    public DefaultHttpContext CreateContext(IFeatureCollection contextFeatures)
    {
        if (contextFeatures is not IHostContextContainer<DefaultHttpContext> container)
        {
            return new DefaultHttpContext(contextFeatures);
        }

        var context = container.HostContext ??= new DefaultHttpContext();
        context.Initialize(contextFeatures);
        return context;
    }

    /// <inheritdoc/>
    public Task ProcessRequestAsync(DefaultHttpContext context) => forwarder.InvokeAsync(context);

    /// <inheritdoc/>
    public void DisposeContext(DefaultHttpContext context, Exception? exception) => context.Uninitialize();
}
