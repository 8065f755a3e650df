using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using Canary.Core.Selection;
using Yarp.ReverseProxy.Forwarder;

namespace Canary.Gateway.Proxy.Observation;

/// <summary>The spans of a request: one for the gateway's part, and in it one for the backend's. Names of attributes are OpenTelemetry's for HTTP, and <c>canary.*</c>.</summary>
/// <remarks>Nothing here depends on the current activity: several requests share a thread, and a request has several.</remarks>
internal sealed class RequestSpans(ActivitySource source)
{
    private const string OtherMethod = "_OTHER";

    private static readonly FrozenSet<string> KnownMethods =
        FrozenSet.Create(StringComparer.Ordinal, "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY");

    /// <summary>Starts the gateway's span, in the trace that a trusted peer names, else in a new one. It is there also where the trace is not recorded, to pass that decision on.</summary>
    public Activity? StartServer(RequestRecord record, bool trustedPeer)
    {
        var method = KnownMethods.Contains(record.Method) ? record.Method : OtherMethod;
        var name = method == OtherMethod ? "HTTP" : method;
        var parent = trustedPeer ? TraceHeaders.Read(record.Context.Request.Headers) : default;
        var span = Start(record.Service is null ? name : $"{name} {record.Service.Snapshot.Name}", ActivityKind.Server, parent);
        if (span is { IsAllDataRequested: true })
        {
            var request = record.Context.Request;
            TagSelection(span, record, method);
            span.SetTag("url.scheme", request.Scheme);
            span.SetTag("url.path", record.Path);
            span.SetTag("server.address", record.Host);
            span.SetTag("server.port", request.Host.Port);
            span.SetTag("client.address", record.Client);
            span.SetTag("network.protocol.version", request.Protocol.AsSpan().TrimStart("HTTP/").ToString());
            span.SetTag("user_agent.original", record.UserAgent);
        }

        return span;
    }

    /// <summary>Starts the backend's span, and makes it the parent of what the backend does.</summary>
    /// <returns>Null where the trace is not recorded.</returns>
    public Activity? StartClient(ObservedRequest request, HttpRequestMessage message)
    {
        if (request.ServerSpan is not { } server)
        {
            return null;
        }

        var span = server.Recorded ? Start(message.Method.Method, ActivityKind.Client, server.Context) : null;
        TraceHeaders.Write(message.Headers, span ?? server);
        if (span is { IsAllDataRequested: true })
        {
            TagSelection(span, request.Record, message.Method.Method);
            if (Uri.TryCreate(request.Record.Destination, UriKind.Absolute, out var destination))
            {
                span.SetTag("server.address", destination.Host);
                span.SetTag("server.port", destination.Port);
                span.SetTag("url.full", string.Concat(destination.GetLeftPart(UriPartial.Path).AsSpan().TrimEnd('/'), request.Record.Path));
            }
        }

        return span;
    }

    /// <summary>Ends the backend's span of a request that is sent again.</summary>
    public static void EndFailed(Activity client, RequestRecord record)
    {
        client.SetTag("http.response.status_code", record.UpstreamStatus);
        client.SetTag("error.type", record.UpstreamStatus?.ToString(CultureInfo.InvariantCulture) ?? "sent_again");
        client.SetStatus(ActivityStatusCode.Error);
        client.Stop();
    }

    /// <summary>Ends both.</summary>
    public static void End(RequestRecord record, Activity? server, Activity? client)
    {
        if (client is not null)
        {
            client.SetTag("http.response.status_code", record.UpstreamStatus);
            EndWith(client, record.UpstreamStatus is >= 400 ? record.UpstreamStatus : null, record);
        }

        if (server is { IsAllDataRequested: true })
        {
            server.SetTag("http.response.status_code", record.Status);
            server.SetTag("canary.answered_by", record.AnsweredBy);
        }

        if (server is not null)
        {
            EndWith(server, record.Status >= 500 ? record.Status : null, record);
        }
    }

    private static void EndWith(Activity span, int? badStatus, RequestRecord record)
    {
        if (span.IsAllDataRequested && (badStatus is not null || record.Error != ForwarderError.None))
        {
            span.SetStatus(ActivityStatusCode.Error);
            span.SetTag("error.type", record.Error != ForwarderError.None ? record.Error.ToString() : badStatus!.Value.ToString(CultureInfo.InvariantCulture));
        }

        span.Stop();
    }

    private static void TagSelection(Activity span, RequestRecord record, string method)
    {
        span.SetTag("http.request.method", method);
        if (method == OtherMethod)
        {
            span.SetTag("http.request.method_original", record.Method);
        }

        if (record.Service is { } service)
        {
            span.SetTag("canary.service", service.Snapshot.Name);
            span.SetTag("canary.variant", record.Variant);
            span.SetTag("canary.reason", SelectionReasonNames.NameOf(record.Selection.Reason));
            span.SetTag("canary.rule", record.Rule);
            span.SetTag("canary.rollout", service.Rollout);
            span.SetTag("canary.revision", service.Snapshot.Revision);
        }
    }

    private Activity? Start(string name, ActivityKind kind, ActivityContext parent)
    {
        var before = Activity.Current;
        try
        {
            // Without a parent it would take the current one for it.
            Activity.Current = null;
            return source.StartActivity(name, kind, parent);
        }
        finally
        {
            Activity.Current = before;
        }
    }
}
