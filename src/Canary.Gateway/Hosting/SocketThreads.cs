using System.Globalization;

namespace Canary.Gateway.Hosting;

/// <summary>Has the runtime run what follows a socket's completion on the socket's own thread, without a hop to the thread pool: about a quarter of a proxied request's CPU.</summary>
/// <remarks>
/// The runtime reads these once, from the environment, before the first socket. The price: what blocks or burns on such a thread
/// delays the other connections on it, so nothing on a request's path may. Patterns of rules yield first; the admin host
/// dispatches to the thread pool; more threads than cores leave others free where one is held. See docs/decisions/006.
/// </remarks>
internal static class SocketThreads
{
    private const string Inline = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
    private const string Count = "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT";
    private const int FewestThreads = 4;

    /// <summary>Sets it up, where the operator's environment does not say otherwise. Must come before anything opens a socket.</summary>
    public static void PreferInline()
    {
        SetWhereAbsent(Inline, "1");
        SetWhereAbsent(Count, Math.Max(FewestThreads, Environment.ProcessorCount).ToString(CultureInfo.InvariantCulture));
    }

    private static void SetWhereAbsent(string name, string value)
    {
        if (Environment.GetEnvironmentVariable(name) is null)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }
}
