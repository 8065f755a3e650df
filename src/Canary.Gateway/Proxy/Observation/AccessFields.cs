using System.Globalization;
using System.Text.Json;
using Canary.Core.Selection;
using Canary.Gateway.Telemetry.Logs;
using Yarp.ReverseProxy.Forwarder;

namespace Canary.Gateway.Proxy.Observation;

/// <summary>A request's line in the access log. Cookies, credentials and the query are not in it.</summary>
internal sealed class AccessFields(RequestRecord record) : IEcsFields
{
    /// <summary>The line for people.</summary>
    public string Message
    {
        get
        {
            var by = record.Service is { } service
                ? $" by {service.Snapshot.Name}/{record.Variant} ({SelectionReasonNames.NameOf(record.Selection.Reason)}){(record.AnsweredBy is { } instead ? $", answered by {instead}" : "")}"
                : "";
            var upstream = record.UpstreamDuration is { } waited ? string.Create(CultureInfo.InvariantCulture, $", upstream {waited.TotalMilliseconds:0.0} ms") : "";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{record.Method} {record.Host}{record.Path} {record.Status}{by} in {record.Duration.TotalMilliseconds:0.0} ms{upstream}");
        }
    }

    /// <inheritdoc/>
    public void WriteTo(Utf8JsonWriter json)
    {
        WriteEvent(json);
        WriteHttp(json);
        WriteSelection(json);
        if (record.TraceParent is { } parent)
        {
            json.WriteString("trace.id", parent.AsSpan(3, 32));
            json.WriteString("span.id", parent.AsSpan(36, 16));
        }
    }

    private void WriteEvent(Utf8JsonWriter json)
    {
        json.WriteString("event.kind", "event");
        json.WriteStartArray("event.category");
        json.WriteStringValue("web");
        json.WriteEndArray();
        json.WriteStartArray("event.type");
        json.WriteStringValue("access");
        json.WriteEndArray();
        json.WriteString("event.dataset", "canary.access");
        json.WriteString("event.outcome", record.Status >= 500 || record.Error != ForwarderError.None ? "failure" : "success");
        json.WriteNumber("event.duration", Nanoseconds(record.Duration));
    }

    private void WriteHttp(Utf8JsonWriter json)
    {
        var (request, response) = (record.Context.Request, record.Context.Response);
        json.WriteString("http.request.method", CutText.To(record.Method, CutText.Value));
        json.WriteString("http.version", request.Protocol.AsSpan().TrimStart("HTTP/"));
        json.WriteNumber("http.response.status_code", record.Status);
        WriteNumber(json, "http.request.body.bytes", request.ContentLength);
        WriteNumber(json, "http.response.body.bytes", response.ContentLength);
        json.WriteString("url.path", record.Path);
        json.WriteString("url.scheme", request.Scheme);
        WriteText(json, "url.domain", record.Host);
        WriteText(json, "client.ip", record.Client);
        WriteText(json, "user_agent.original", record.UserAgent);
    }

    private void WriteSelection(Utf8JsonWriter json)
    {
        if (record.Service is not { } service)
        {
            WriteText(json, "canary.service", record.RefusedBy);
            return;
        }

        json.WriteString("canary.service", service.Snapshot.Name);
        json.WriteString("canary.variant", record.Variant);
        json.WriteString("canary.reason", SelectionReasonNames.NameOf(record.Selection.Reason));
        WriteText(json, "canary.rule", record.Rule);
        WriteText(json, "canary.rollout", service.Rollout);
        json.WriteNumber("canary.revision", service.Snapshot.Revision);
        WriteText(json, "canary.answered_by", record.AnsweredBy);
        WriteNumber(json, "canary.attempts", record.Attempts > 1 ? record.Attempts : null);
        WriteText(json, "canary.upstream.address", record.Destination);
        WriteNumber(json, "canary.upstream.status_code", record.UpstreamStatus);
        if (record.UpstreamDuration is { } waited)
        {
            json.WriteNumber("canary.upstream.duration", Nanoseconds(waited));
        }

        if (record.Error != ForwarderError.None)
        {
            json.WriteString("error.type", record.Error.ToString());
        }
    }

    private static long Nanoseconds(TimeSpan duration) => duration.Ticks * TimeSpan.NanosecondsPerTick;

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }
}
