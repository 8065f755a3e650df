using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Canary.Gateway.Proxy.Listeners;

/// <summary>Makes the sockets that the proxy listens on.</summary>
internal static class ListenSocket
{
    /// <summary>How many bytes of answers the kernel keeps for a connection that are not yet on their way to the client.</summary>
    /// <remarks>
    /// By itself Linux takes up to 4 MB for each that does not read, and copying that many for each of some hundred slow readers
    /// keeps a core busy for seconds. What is on its way has its own bound, by how fast the path is.
    /// </remarks>
    public const int MostUnsent = 512 * 1024;

    private const int Tcp = 6;
    private const int NotSentLowWater = 25;

    /// <summary>Binds a socket. Connections inherit its options.</summary>
    public static Socket Bind(EndPoint endpoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        if (OperatingSystem.IsLinux() && endpoint is IPEndPoint)
        {
            LimitUnsent(socket);
        }

        return socket;
    }

    private static void LimitUnsent(Socket socket)
    {
        try
        {
            socket.SetRawSocketOption(Tcp, NotSentLowWater, BitConverter.GetBytes(MostUnsent));
        }
        catch (SocketException)
        {
            // Sandboxes that stand in for a kernel may not know it. It saves memory, and nothing depends on it.
        }
    }
}
