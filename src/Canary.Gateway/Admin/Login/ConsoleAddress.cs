using Canary.Gateway.Admin.Access;

namespace Canary.Gateway.Admin.Login;

/// <summary>Where browsers reach the admin listener: the public URL of the settings, else localhost as the request has it. Never a name that only the request vouches for.</summary>
internal sealed class ConsoleAddress
{
    private readonly Uri? _publicUrl;

    private ConsoleAddress(Uri? publicUrl) => _publicUrl = publicUrl;

    /// <summary>Reads the setting, and adds one line to <paramref name="problems"/> where browsers could not log in by it.</summary>
    public static ConsoleAddress? Read(string? publicUrl, AdminListeners listeners, List<string> problems)
    {
        var before = problems.Count;
        if (publicUrl is null && !listeners.AreLoopback)
        {
            problems.Add("Canary:Admin:PublicUrl is not set, and others than this machine can reach the listener: it must be the https URL by which browsers do, as https://canary.example.com, as the provider sends them back there");
        }

        // A URL that is none is told of elsewhere.
        var url = Uri.TryCreate(publicUrl, UriKind.Absolute, out var given) ? given : null;
        if (url is { Scheme: "http" } && !BrowserGuard.IsLoopback(url.Host))
        {
            problems.Add($"Canary:Admin:PublicUrl is '{publicUrl}': it must be https for people to log in, as cookies and codes would be readable on the way; put what ends TLS in front, or use an https:// listener");
        }

        return problems.Count > before ? null : new ConsoleAddress(url);
    }

    /// <summary>The address without a slash at its end, or null where the request came by a name that is not this machine's and there is no public URL.</summary>
    public string? Of(HttpRequest request) => _publicUrl is not null ? _publicUrl.AbsoluteUri.TrimEnd('/')
        : BrowserGuard.IsLoopback(request.Host.Host) ? $"{request.Scheme}://{request.Host.Value}"
        : null;

    /// <summary>Whether browsers come by TLS, so that cookies can be bound to it.</summary>
    public bool IsSecure(HttpRequest request) => (_publicUrl?.Scheme ?? request.Scheme) == Uri.UriSchemeHttps;
}
