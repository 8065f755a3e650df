namespace Canary.Gateway.Discovery.Registries;

/// <summary>Makes the HTTP handlers through which registries are asked: no redirects, no proxy, no cookies, and dead connections are noticed.</summary>
internal static class RegistryHandler
{
    /// <summary>A handler, to be shared by all watches of one source.</summary>
    public static SocketsHttpHandler Create() => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        EnableMultipleHttp2Connections = true,
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
    };
}
