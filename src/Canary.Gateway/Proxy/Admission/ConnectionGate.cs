using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Canary.Gateway.Proxy.Admission;

/// <summary>Lets as many connections in as the limit allows, over all listeners; the others are answered, where that is possible without work, and closed.</summary>
/// <remarks>Stands before TLS and HTTP. WebSockets are connections like others.</remarks>
internal sealed class ConnectionGate(ProxyLimits limits, ShedTraffic shed, TimeProvider time)
{
    // An answer waits for the client's first bytes, so as not to be lost in a reset; so many may wait.
    private const int MostAnswered = 1_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly HeldConnections _held = new(Math.Max(1, limits.Connections / 10), time);
    private int _answering;

    /// <summary>Puts the gate before everything else of a listener.</summary>
    /// <param name="listener">The listener.</param>
    /// <param name="isHttps">Whether it speaks TLS: then who is too many gets no answer, as that would take the handshake.</param>
    public void Guard(ListenOptions listener, bool isHttps)
    {
        var isHttp2 = listener.Protocols != HttpProtocols.Http1;
        ReadOnlyMemory<byte>? answer = isHttps ? null : isHttp2 ? OverloadAnswer.Http2 : OverloadAnswer.Http1;
        listener.Use(next => connection => EnterAsync(connection, next, isHttp2, answer));
    }

    private async Task EnterAsync(ConnectionContext connection, ConnectionDelegate next, bool isHttp2, ReadOnlyMemory<byte>? answer)
    {
        try
        {
            if (shed.ConnectionOpened() <= limits.Connections)
            {
                await (isHttp2 ? ServeHttp2Async(connection, next) : next(connection));
                return;
            }
        }
        finally
        {
            shed.ConnectionClosed();
        }

        shed.ConnectionRefused();
        if (answer is { } bytes)
        {
            await AnswerAsync(connection, bytes);
        }
    }

    private async Task ServeHttp2Async(ConnectionContext connection, ConnectionDelegate next)
    {
        var held = new HeldConnection(connection, _held);
        held.Features.Set(new ResetBudget(held, limits.Http2ResetsPerSecond, shed, time));
        await next(held);
        await held.LetGo;
    }

    private async Task AnswerAsync(ConnectionContext connection, ReadOnlyMemory<byte> answer)
    {
        try
        {
            if (Interlocked.Increment(ref _answering) > MostAnswered)
            {
                return;
            }

            using var patience = new CancellationTokenSource(Patience, time);
            var request = await connection.Transport.Input.ReadAsync(patience.Token);
            connection.Transport.Input.AdvanceTo(request.Buffer.End);
            await connection.Transport.Output.WriteAsync(answer, patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // It says nothing, or is gone: closing is the answer.
        }
        finally
        {
            Interlocked.Decrement(ref _answering);
        }
    }
}
