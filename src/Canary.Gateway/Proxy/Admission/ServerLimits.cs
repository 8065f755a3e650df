using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Canary.Gateway.Proxy.Admission;

/// <summary>Has the server enforce what it can enforce by itself.</summary>
internal static class ServerLimits
{
    /// <summary>Sets the server's limits.</summary>
    public static void Apply(ProxyLimits limits, KestrelServerLimits server)
    {
        var rate = limits.BodyBytesPerSecond == 0 ? null : new MinDataRate(limits.BodyBytesPerSecond, limits.BodyRateGrace);
        server.MaxRequestLineSize = limits.RequestLineBytes;
        server.MaxRequestHeadersTotalSize = limits.HeaderBytes;
        server.MaxRequestHeaderCount = limits.HeaderCount;
        server.MaxRequestBodySize = limits.BodyBytes;
        server.RequestHeadersTimeout = limits.HeadersTimeout;
        server.KeepAliveTimeout = limits.KeepAliveTimeout;
        server.MinRequestBodyDataRate = rate;
        server.MinResponseDataRate = rate;
        server.Http2.MaxStreamsPerConnection = limits.Http2Streams;
        server.Http2.MaxRequestHeaderFieldSize = limits.HeaderBytes;
        server.Http2.InitialStreamWindowSize = limits.Http2StreamWindowBytes;
        server.Http2.InitialConnectionWindowSize = limits.Http2ConnectionWindowBytes;

        // Connections are counted by ConnectionGate, which can answer those that are too many.
        server.MaxConcurrentConnections = null;
        server.MaxConcurrentUpgradedConnections = null;
    }
}
