using System.Net;
using Canary.Core.Selection;
using Canary.Gateway.Proxy.Routing;
using Canary.Gateway.Telemetry.Logs;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Canary.Gateway.Proxy.Observation;

/// <summary>What spans and the access log say of one request. Taken from the context at the start, as that serves another request later.</summary>
internal sealed class RequestRecord
{
    /// <summary>Takes what is known at the start.</summary>
    /// <param name="context">The request.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="started">When it began, by the clock's timestamp.</param>
    public RequestRecord(HttpContext context, IPAddress? client, long started)
    {
        var request = context.Request;
        (Context, Started, Client) = (context, started, client?.ToString());
        Method = request.Method;
        Path = CutText.To(PathOf(context), CutText.Value);
        Host = request.Host.Host is { Length: > 0 } host ? CutText.To(host, CutText.Value) : null;
        UserAgent = request.Headers.UserAgent is [{ Length: > 0 } agent, ..] ? CutText.To(agent, CutText.Value) : null;
    }

    /// <summary>The request, for as long as it runs.</summary>
    public HttpContext Context { get; }

    /// <summary>When it began, by the clock's timestamp.</summary>
    public long Started { get; }

    /// <summary>Who asks: the peer, or whom a trusted peer names.</summary>
    public string? Client { get; }

    /// <summary>The method as it was sent.</summary>
    public string Method { get; }

    /// <summary>The path as it was sent, without the query, where secrets travel; cut where it is long.</summary>
    public string Path { get; }

    /// <summary>The host that was asked for, without port; cut where it is long.</summary>
    public string? Host { get; }

    /// <summary>The client's program, as it says; cut where it is long.</summary>
    public string? UserAgent { get; }

    /// <summary>The name of the service that refused it before a variant was chosen, or null.</summary>
    public string? RefusedBy { get; init; }

    /// <summary>Its service; null where it belongs to none, or that refused it.</summary>
    public RoutedService? Service { get; init; }

    /// <summary>Its variant, and why; without meaning where there is no service.</summary>
    public VariantSelection Selection { get; init; }

    /// <summary>The variant's name; null where there is no service.</summary>
    public string? Variant => Service?.Variants[Selection.Variant].Name;

    /// <summary>The rule that decided, or null.</summary>
    public string? Rule => Service is not null && Selection.Rule >= 0 ? Service.Snapshot.Config.Rules[Selection.Rule].Name : null;

    /// <summary>How often it was sent to a backend.</summary>
    public int Attempts { get; set; }

    /// <summary>The variant that answered in place of the chosen one, or null.</summary>
    public string? AnsweredBy { get; set; }

    /// <summary>When it was sent to a backend, the last time.</summary>
    public long SentAt { get; set; }

    /// <summary>The backend's address; null where it was not sent.</summary>
    public string? Destination { get; set; }

    /// <summary>From sending it to the beginning of the backend's answer; null where none came.</summary>
    public TimeSpan? UpstreamDuration { get; set; }

    /// <summary>The backend's status; null where none came.</summary>
    public int? UpstreamStatus { get; set; }

    /// <summary>The <c>traceparent</c> that the backend got, or null.</summary>
    public string? TraceParent { get; set; }

    /// <summary>The status code as it is counted; 499 where the client went away.</summary>
    public int Status { get; set; }

    /// <summary>What went wrong on the way.</summary>
    public ForwarderError Error { get; set; }

    /// <summary>From the beginning to the end of the answer.</summary>
    public TimeSpan Duration { get; set; }

    private static ReadOnlySpan<char> PathOf(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        if (target is not ['/', ..])
        {
            return context.Request.Path.Value;
        }

        var end = target.AsSpan().IndexOfAny('?', '#');
        return end < 0 ? target : target.AsSpan(0, end);
    }
}
