using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Canary.Gateway.Proxy.Admission;

/// <summary>A client's connection of HTTP/2 which, when the server aborts it for requests that were taken back, stays open and unread for a while.</summary>
/// <remarks>
/// A client that is thrown out would connect anew at once, and each connection costs the gateway more than the client. So it
/// is kept waiting, at no cost but a socket. For the server the connection is over at once, and with it all requests on it.
/// Whatever is aborted for another reason ends as ever, and so does what the client itself has closed.
/// </remarks>
/// <param name="inner">The connection.</param>
/// <param name="places">How many may wait, and how long.</param>
internal sealed class HeldConnection(ConnectionContext inner, HeldConnections places) : ConnectionContext
{
    private readonly HeldTransport _own = new(inner.Transport);
    private readonly long _opened = places.Time.GetTimestamp();
    private readonly TimeSpan _age = places.NextAge();
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

    /// <summary>Ends when a connection that was aborted may be closed; at once where none was.</summary>
    public Task LetGo => _own.IsEnded ? _letGo.Task : Task.CompletedTask;

    /// <inheritdoc/>
    public override void Abort() => Abort(new ConnectionAbortedException());

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        if (_own.IsEnded)
        {
            return;
        }

        var left = _age - places.Time.GetElapsedTime(_opened);
        var isForResets = Features.Get<ResetBudget>()?.ServerEnds(abortReason) == true;
        if (!isForResets || left <= TimeSpan.Zero || inner.ConnectionClosed.IsCancellationRequested || !places.TryTake())
        {
            inner.Abort(abortReason);
        }
        else if (_own.End())
        {
            _ = AbortAfterAsync(left, abortReason);
        }
        else
        {
            places.Return();
        }
    }

    private async Task AbortAfterAsync(TimeSpan left, ConnectionAbortedException reason)
    {
        var stopping = Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        await Task.Delay(left, places.Time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        places.Return();
        inner.Abort(reason);
        _letGo.SetResult();
    }
}
