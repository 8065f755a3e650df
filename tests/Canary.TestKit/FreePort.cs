using System.Net;
using System.Net.Sockets;

namespace Canary.TestKit;

/// <summary>Ports of 127.0.0.1 that nobody listens on, each given out once by this process.</summary>
/// <remarks>
/// From below the range from which the system takes the ports of outgoing connections: one from that range may be taken
/// by some client between here and the server's start. Processes begin at different places, so that two rarely meet.
/// </remarks>
public static class FreePort
{
    private const int First = 12_000;
    private const int Count = 20_000;

    private static readonly Lock Gate = new();
    private static int _next = (int)((uint)Environment.ProcessId * 2_654_435_761u % Count);

    /// <summary>A port that was free a moment ago.</summary>
    public static int Next()
    {
        lock (Gate)
        {
            while (true)
            {
                var port = First + _next;
                _next = (_next + 1) % Count;
                if (IsFree(port))
                {
                    return port;
                }
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
