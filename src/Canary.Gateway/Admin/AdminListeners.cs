using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Canary.Gateway.Admin;

/// <summary>The addresses that the admin host listens on.</summary>
internal sealed class AdminListeners
{
    private const string Key = "Canary:Admin:Urls";

    private readonly List<Action<KestrelServerOptions>> _listen = [];

    private AdminListeners()
    {
    }

    /// <summary>Reads the setting, and adds one line to <paramref name="problems"/> for everything that is wrong with it.</summary>
    /// <param name="urls">Listeners, <c>;</c>-separated.</param>
    /// <param name="isOpen">Whether there are no keys, so that only loopback is allowed.</param>
    /// <param name="problems">Gets the problems.</param>
    public static AdminListeners Read(string urls, bool isOpen, List<string> problems)
    {
        var listeners = new AdminListeners();
        var all = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (all.Length == 0)
        {
            problems.Add($"{Key} is empty: it must name at least one listener, as http://127.0.0.1:8081");
        }

        foreach (var url in all)
        {
            listeners.Add(url, isOpen, problems);
        }

        return listeners;
    }

    /// <summary>Makes Kestrel listen on them, and on nothing else.</summary>
    public void Apply(KestrelServerOptions kestrel) => _listen.ForEach(listen => listen(kestrel));

    private void Add(string url, bool isOpen, List<string> problems)
    {
        if (!TryParse(url, out var address) || address.PathBase.Length > 0 || address.IsUnixPipe || address.IsNamedPipe)
        {
            problems.Add($"{Key} has '{url}': it must be http://<address>:<port>, as http://127.0.0.1:8081");
        }
        else if (address.Scheme != "http")
        {
            problems.Add($"{Key} has '{url}': the admin listener speaks http only; put what ends TLS in front of it, or reach it through a tunnel");
        }
        else if (isOpen && !IsLoopback(address.Host))
        {
            problems.Add($"{Key} has '{url}', which others can reach, and there are no keys: add Canary:Admin:ApiKeys:0:{{Name,Hash,Role}}, or listen on loopback, as http://127.0.0.1:8081");
        }
        else
        {
            _listen.Add(Listener(address.Host, address.Port));
        }
    }

    // Kestrel can't choose one port for the two addresses of localhost.
    private static Action<KestrelServerOptions> Listener(string host, int port) =>
        Address(host) is { } address ? kestrel => kestrel.Listen(address, port)
        : !IsLoopback(host) ? kestrel => kestrel.ListenAnyIP(port)
        : port == 0 ? kestrel => kestrel.Listen(IPAddress.Loopback, 0)
        : kestrel => kestrel.ListenLocalhost(port);

    private static bool TryParse(string url, out BindingAddress address)
    {
        try
        {
            address = BindingAddress.Parse(url);
            return true;
        }
        catch (FormatException)
        {
            address = null!;
            return false;
        }
    }

    private static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || (Address(host) is { } address && IPAddress.IsLoopback(address));

    private static IPAddress? Address(string host) => IPAddress.TryParse(host.Trim('[', ']'), out var address) ? address : null;
}
