using System.Globalization;
using System.Text;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Admin.Events;

/// <summary>Writes server-sent events as the HTML standard has them. Every write is flushed.</summary>
internal sealed class EventWriter(HttpResponse response)
{
    /// <summary>Begins the stream: where it stands, so that a reader that is cut off before the first event misses none, and when to come again.</summary>
    public Task BeginAsync(long position, CancellationToken cancellation) => SendAsync($"retry: 2000\nid: {Number(position)}\n\n", cancellation);

    /// <summary>An accepted change.</summary>
    public Task ChangedAsync(HistoryEntry entry, CancellationToken cancellation) =>
        EventAsync(entry.Revision, entry.Origin.Action, new Changed(entry.Service, entry.Revision, entry.At.UtcDateTime, entry.Origin.Actor, entry.Origin.Action, entry.Origin.Reason), cancellation);

    /// <summary>Some changes up to <paramref name="revision"/> are not to be had any more: the reader must read everything again.</summary>
    public Task ResetAsync(long revision, CancellationToken cancellation) => EventAsync(revision, "reset", new Reset(revision), cancellation);

    /// <summary>Keeps the connection from looking dead.</summary>
    public Task HeartbeatAsync(CancellationToken cancellation) => SendAsync(": alive\n\n", cancellation);

    private Task EventAsync<T>(long id, string type, T data, CancellationToken cancellation) =>
        SendAsync($"id: {Number(id)}\nevent: {type}\ndata: {Encoding.UTF8.GetString(JsonAnswer.Line(data))}\n\n", cancellation);

    private async Task SendAsync(string text, CancellationToken cancellation)
    {
        await response.WriteAsync(text, cancellation);
        await response.Body.FlushAsync(cancellation);
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Changed(string Service, long Revision, DateTime At, string Actor, string Action, string? Reason);

    private sealed record Reset(long Revision);
}
