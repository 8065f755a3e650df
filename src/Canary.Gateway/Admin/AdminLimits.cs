using Canary.Gateway.Admin.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Canary.Gateway.Admin;

/// <summary>What the admin listener takes of its clients: a few people, scripts and a Prometheus. Not settable.</summary>
internal static class AdminLimits
{
    /// <summary>The most connections at once, streams of events included; more are closed.</summary>
    public const int Connections = 500;

    /// <summary>The most bytes of a request's headers together; room for the largest token that is looked at (16 KB).</summary>
    public const int HeaderBytes = 32 * 1024;

    private const int RequestLineBytes = 8 * 1024;
    private const int HeaderCount = 64;
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeepAliveTimeout = TimeSpan.FromSeconds(75);

    /// <summary>Sets the server's limits.</summary>
    public static void Apply(KestrelServerLimits server)
    {
        server.MaxRequestBodySize = JsonBody.MaxBytes;
        server.MaxConcurrentConnections = Connections;
        server.MaxConcurrentUpgradedConnections = 0;
        server.MaxRequestLineSize = RequestLineBytes;
        server.MaxRequestHeadersTotalSize = HeaderBytes;
        server.MaxRequestHeaderCount = HeaderCount;
        server.RequestHeadersTimeout = HeadersTimeout;
        server.KeepAliveTimeout = KeepAliveTimeout;
    }
}
