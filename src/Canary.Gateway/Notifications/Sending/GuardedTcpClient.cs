using System.Net;
using System.Net.Sockets;
using Canary.Gateway.Addressing;
using RabbitMQ.Client;

namespace Canary.Gateway.Notifications.Sending;

/// <summary>Connects to a broker by the same rules as to receivers of webhooks: the address that its name leads to is looked at when it is connected to.</summary>
internal sealed class GuardedTcpClient(AddressFamily family, AddressRules rules)
    : TcpClientAdapter(new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true })
{
    /// <inheritdoc/>
    /// <exception cref="IOException">The address is forbidden.</exception>
    public override Task ConnectAsync(IPAddress ep, int port, CancellationToken cancellationToken = default) =>
        rules.Problem(ep, port) is { } problem
            ? Task.FromException(new IOException($"The broker's address {ep}: {problem}."))
            : base.ConnectAsync(ep, port, cancellationToken);
}
