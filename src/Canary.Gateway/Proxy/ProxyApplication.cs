using Canary.Gateway.Proxy.Admission;
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
internal sealed class ProxyApplication(VariantForwarder forwarder, RequestGate gate) : IHttpApplication<AdmittedContext>
{
    /// <inheritdoc/>
    public AdmittedContext CreateContext(IFeatureCollection contextFeatures)
    {
        var context = contextFeatures is IHostContextContainer<AdmittedContext> container ? container.HostContext ??= new AdmittedContext() : new AdmittedContext();
        context.Http.Initialize(contextFeatures);
        return context;
    }

    /// <inheritdoc/>
    public Task ProcessRequestAsync(AdmittedContext context)
    {
        context.IsAdmitted = gate.TryEnter(context.Http);
        return !context.IsAdmitted ? forwarder.ShedAsync(context.Http)
            : RequestGate.IsTakenBack(context.Http) ? Task.CompletedTask
            : forwarder.InvokeAsync(context.Http);
    }

    /// <inheritdoc/>
    public void DisposeContext(AdmittedContext context, Exception? exception)
    {
        if (context.IsAdmitted)
        {
            gate.Leave();
        }

        if (RequestGate.IsTakenBack(context.Http))
        {
            context.Http.Features.Get<ResetBudget>()?.RequestTakenBack();
        }

        context.Http.Uninitialize();
    }
}
