using System.Net;
using System.Net.Sockets;
using Canary.Gateway.Proxy.Listeners;

namespace Canary.Gateway.Tests.Proxy.Listeners;

public sealed class ListenSocketTests
{
    [Fact]
    public async Task A_client_that_does_not_read_takes_little_of_the_kernels_memory()
    {
        using var listening = ListenSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(listening.LocalEndPoint!);
        using var accepted = await listening.AcceptAsync();
        accepted.Blocking = false;
        var taken = 0;
        while (Takes(accepted, out var sent))
        {
            taken += sent;
        }

        // One write may go beyond it, and what is under way to the client is not counted.
        taken.ShouldBeInRange(1, 3 * ListenSocket.MostUnsent);
    }

    private static bool Takes(Socket socket, out int sent)
    {
        sent = socket.Send(new byte[64 * 1024], SocketFlags.None, out var error);
        return error == SocketError.Success;
    }
}
