using System.Net;
using Canary.Gateway.Admin.Access;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Canary.Gateway.Admin;

/// <summary>The addresses that the admin host listens on.</summary>
internal sealed class AdminListeners
{
    private const string Key = "Canary:Admin:Urls";

    private readonly List<Action<KestrelServerOptions, Action<ListenOptions>?>> _listen = [];

    private AdminListeners()
    {
    }

    /// <summary>Whether there is one that speaks TLS.</summary>
    public bool HasHttps { get; private set; }

    /// <summary>Whether there is one without TLS that others than this machine can reach.</summary>
    public bool HasOpenHttp { get; private set; }

    /// <summary>Whether all of them can be reached from this machine alone.</summary>
    public bool AreLoopback { get; private set; } = true;

    /// <summary>Reads the setting, and adds one line to <paramref name="problems"/> for everything that is wrong with it.</summary>
    /// <param name="urls">Listeners, <c>;</c>-separated.</param>
    /// <param name="isOpen">Whether nobody can show who they are, so that only loopback is allowed.</param>
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
    /// <param name="kestrel">The server's options.</param>
    /// <param name="tls">Sets up TLS; null where no listener speaks it.</param>
    public void Apply(KestrelServerOptions kestrel, Action<ListenOptions>? tls) => _listen.ForEach(listen => listen(kestrel, tls));

    private void Add(string url, bool isOpen, List<string> problems)
    {
        if (!TryParse(url, out var address) || address.PathBase.Length > 0 || address.IsUnixPipe || address.IsNamedPipe || address.Scheme is not ("http" or "https"))
        {
            problems.Add($"{Key} has '{url}': it must be http://<address>:<port> or https://<address>:<port>, as http://127.0.0.1:8081");
            return;
        }

        var (isHttps, isLoopback) = (address.Scheme == "https", BrowserGuard.IsLoopback(address.Host));
        if (isOpen && !isLoopback)
        {
            problems.Add($"{Key} has '{url}', which others can reach, and there are no keys: add Canary:Admin:ApiKeys:0:{{Name,Hash,Role}} or Canary:Admin:Oidc, or listen on loopback, as http://127.0.0.1:8081");
            return;
        }

        HasHttps |= isHttps;
        HasOpenHttp |= !isHttps && !isLoopback;
        AreLoopback &= isLoopback;
        var listen = Listener(address.Host, address.Port);
        _listen.Add((kestrel, tls) => listen(kestrel, isHttps ? tls ?? throw new InvalidOperationException("TLS is not set up.") : _ => { }));
    }

    // Kestrel can't choose one port for the two addresses of localhost.
    private static Action<KestrelServerOptions, Action<ListenOptions>> Listener(string host, int port) =>
        Address(host) is { } address ? (kestrel, setUp) => kestrel.Listen(address, port, setUp)
        : !BrowserGuard.IsLoopback(host) ? (kestrel, setUp) => kestrel.ListenAnyIP(port, setUp)
        : port == 0 ? (kestrel, setUp) => kestrel.Listen(IPAddress.Loopback, 0, setUp)
        : (kestrel, setUp) => kestrel.ListenLocalhost(port, setUp);

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

    private static IPAddress? Address(string host) => IPAddress.TryParse(host.Trim('[', ']'), out var address) ? address : null;
}
