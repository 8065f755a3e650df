using System.Diagnostics;
using System.Net;
using Canary.Core.Selection;
using Canary.Gateway.Hosting;
using Canary.Gateway.Proxy.Evidence;
using Canary.Gateway.Proxy.Forwarding;
using Canary.Gateway.Proxy.Guarding;
using Canary.Gateway.Proxy.Listeners;
using Canary.Gateway.Proxy.Routing;
using Yarp.ReverseProxy.Forwarder;

namespace Canary.Gateway.Proxy.Observation;

/// <summary>Follows requests for traces and the access log. There is none where both are off, so that a request then pays nothing for them.</summary>
internal sealed class RequestObserver
{
    private readonly RequestSpans? _spans;
    private readonly AccessLog? _accessLog;
    private readonly TrustedProxies _trusted;
    private readonly TimeProvider _time;

    private RequestObserver(RequestSpans? spans, AccessLog? accessLog, TrustedProxies trusted, TimeProvider time) =>
        (_spans, _accessLog, _trusted, _time) = (spans, accessLog, trusted, time);

    /// <summary>An observer for what is on; null where nothing is.</summary>
    public static RequestObserver? Create(GatewayServices services, TrustedProxies trusted)
    {
        var spans = services.Traces is { } traces ? new RequestSpans(traces.Source) : null;
        var accessLog = services.LogsAccess ? new AccessLog(services.Loggers.CreateLogger<AccessLog>()) : null;
        return spans is null && accessLog is null ? null : new RequestObserver(spans, accessLog, trusted, services.Time);
    }

    /// <summary>A request whose variant is chosen.</summary>
    /// <param name="context">The request.</param>
    /// <param name="service">Its service.</param>
    /// <param name="selection">Its variant, and why.</param>
    /// <param name="counted">How it counts as evidence.</param>
    /// <param name="trustedPeer">Whether the peer's word is believed.</param>
    /// <param name="setCookie">A <c>Set-Cookie</c> value for the answer, or null.</param>
    /// <param name="started">When it began, by the clock's timestamp.</param>
    public ObservedRequest Begin(
        HttpContext context, RoutedService service, in VariantSelection selection, CountedRequest counted, bool trustedPeer, string? setCookie, long started)
    {
        var record = new RequestRecord(context, ClientOf(context), started) { Service = service, Selection = selection };
        return new ObservedRequest(this, record, service.Variants[selection.Variant], trustedPeer, setCookie)
        {
            Counted = counted,
            ServerSpan = _spans?.StartServer(record, trustedPeer),
        };
    }

    /// <summary>Answers a request that belongs to no service.</summary>
    public Task AnswerWithoutServiceAsync(HttpContext context, bool loaded, long started) =>
        AnswerAsync(new RequestRecord(context, ClientOf(context), started), context, response => NoService.WriteAsync(response, loaded));

    /// <summary>Refuses a request before a variant is chosen.</summary>
    public Task RefuseAsync(HttpContext context, RoutedService? service, Refusal refusal, long started) =>
        AnswerAsync(new RequestRecord(context, ClientOf(context), started) { RefusedBy = service?.Snapshot.Name }, context, refusal.WriteAsync);

    private async Task AnswerAsync(RequestRecord record, HttpContext context, Func<HttpResponse, Task> write)
    {
        var span = _spans?.StartServer(record, _trusted.Contains(context.Connection.RemoteIpAddress));
        try
        {
            await write(context.Response);
        }
        finally
        {
            record.Status = context.Response.StatusCode;
            End(record, span, null);
        }
    }

    /// <summary>A request goes to a backend.</summary>
    internal void Sending(ObservedRequest request, HttpRequestMessage message, string destination)
    {
        if (request.ClientSpan is { } failed)
        {
            RequestSpans.EndFailed(failed, request.Record);
        }

        request.Record.Attempts++;
        (request.Record.UpstreamStatus, request.Record.UpstreamDuration) = (null, null);
        request.Record.SentAt = _time.GetTimestamp();
        request.Record.Destination = destination;
        request.ClientSpan = _spans?.StartClient(request, message);
        request.Record.TraceParent = TraceHeaders.Read(message.Headers);
    }

    /// <summary>A backend's answer begins.</summary>
    internal void Answered(ObservedRequest request, HttpResponseMessage? message)
    {
        if (message is not null)
        {
            request.Record.UpstreamDuration = _time.GetElapsedTime(request.Record.SentAt);
            request.Record.UpstreamStatus = (int)message.StatusCode;
        }
    }

    /// <summary>A request has ended.</summary>
    internal void Ended(ObservedRequest request, int status, ForwarderError error)
    {
        request.Record.Status = status;
        request.Record.Error = error;
        request.Record.AnsweredBy = request.Attempt?.Blamed is null ? null : request.Variant.Name;
        End(request.Record, request.ServerSpan, request.ClientSpan);
    }

    private void End(RequestRecord record, Activity? server, Activity? client)
    {
        record.Duration = _time.GetElapsedTime(record.Started);
        RequestSpans.End(record, server, client);
        _accessLog?.Write(record);
    }

    private IPAddress? ClientOf(HttpContext context)
    {
        var client = _trusted.ClientOf(context);
        return client is { IsIPv4MappedToIPv6: true } ? client.MapToIPv4() : client;
    }
}
