using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Canary.Gateway.Proxy.Admission;

/// <summary>A client's connection of HTTP/2 which, when the server aborts it, stays open and unread until it has a certain age.</summary>
/// <remarks>
/// A client that is thrown out, as it took back too many requests, would connect anew at once, and each connection costs the
/// gateway more than the client. So it learns nothing for a while, and waits at no cost but a socket. For the server the
/// connection is over at once, and with it all requests on it. One that turns out to speak HTTP/1.1 is aborted as ever: that is
/// how an answer that breaks off ends there.
/// </remarks>
/// <param name="inner">The connection.</param>
/// <param name="leastAge">How old it is at least when it is closed.</param>
/// <param name="time">The clock.</param>
internal sealed class HeldConnection(ConnectionContext inner, TimeSpan leastAge, TimeProvider time) : ConnectionContext
{
    private readonly HeldTransport _own = new(inner.Transport);
    private readonly long _opened = time.GetTimestamp();
    private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IDuplexPipe? _changed;

    /// <inheritdoc/>
    public override string ConnectionId { get => inner.ConnectionId; set => inner.ConnectionId = value; }

    /// <inheritdoc/>
    public override IFeatureCollection Features => inner.Features;

    /// <inheritdoc/>
    public override IDictionary<object, object?> Items { get => inner.Items; set => inner.Items = value; }

    /// <inheritdoc/>
    public override IDuplexPipe Transport { get => _changed ?? _own; set => _changed = value; }

    /// <inheritdoc/>
    public override CancellationToken ConnectionClosed { get => inner.ConnectionClosed; set => inner.ConnectionClosed = value; }

    /// <inheritdoc/>
    public override EndPoint? LocalEndPoint { get => inner.LocalEndPoint; set => inner.LocalEndPoint = value; }

    /// <inheritdoc/>
    public override EndPoint? RemoteEndPoint { get => inner.RemoteEndPoint; set => inner.RemoteEndPoint = value; }

    // Without TLS there is only prior knowledge.
    private bool SpeaksHttp2 => Features.Get<ITlsApplicationProtocolFeature>() is not { } tls || tls.ApplicationProtocol.Span.SequenceEqual("h2"u8);

    /// <summary>Ends when a connection that was aborted may be closed; at once where none was.</summary>
    public Task LetGo => _own.IsEnded ? _letGo.Task : Task.CompletedTask;

    /// <inheritdoc/>
    public override void Abort() => Abort(new ConnectionAbortedException());

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        var left = leastAge - time.GetElapsedTime(_opened);
        if (left <= TimeSpan.Zero || !SpeaksHttp2)
        {
            inner.Abort(abortReason);
        }
        else if (_own.End())
        {
            _ = AbortAfterAsync(left, abortReason);
        }
    }

    private async Task AbortAfterAsync(TimeSpan left, ConnectionAbortedException reason)
    {
        var stopping = Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        await Task.Delay(left, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        inner.Abort(reason);
        _letGo.SetResult();
    }
}
