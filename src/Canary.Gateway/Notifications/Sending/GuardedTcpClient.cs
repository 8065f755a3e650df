using System.Net;
using System.Net.Sockets;
using RabbitMQ.Client;

namespace Canary.Gateway.Notifications.Sending;

/// <summary>Connects to a broker by the same rules as to receivers of webhooks: the address that its name leads to is looked at when it is connected to.</summary>
internal sealed class GuardedTcpClient(AddressFamily family, Func<IReadOnlyList<Uri>> ownAdmin)
    : TcpClientAdapter(new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true })
{
    /// <inheritdoc/>
    /// <exception cref="IOException">The address is forbidden.</exception>
    public override Task ConnectAsync(IPAddress ep, int port, CancellationToken cancellationToken = default) =>
        OutboundAddress.ConnectProblem(ep.ToString(), [ep], port, ownAdmin()) is { } problem
            ? Task.FromException(new IOException(problem))
            : base.ConnectAsync(ep, port, cancellationToken);
}
