namespace Canary.Gateway.Proxy.Admission;

/// <summary>What the proxy listeners take of clients, all together and each by itself: the settings under <c>Canary:Proxy:Limits</c>. See docs/limits.md.</summary>
internal sealed class ProxyLimits
{
    /// <summary>The longest request line, in bytes; longer: 414. 1,024 to 65,536, default 8,192.</summary>
    public int RequestLineBytes { get; set; } = 8 * 1024;

    /// <summary>The most bytes of a request's headers together; more: 431. 4,096 to 1,048,576, default 32,768.</summary>
    public int HeaderBytes { get; set; } = 32 * 1024;

    /// <summary>The most headers of a request; more: 431. 10 to 1,000, default 100.</summary>
    public int HeaderCount { get; set; } = 100;

    /// <summary>The most bytes of a request's body; more: 413. A service's own <c>limits.maxBody</c> goes ahead of it. 0 to 1 TB, default 30 MB.</summary>
    public long BodyBytes { get; set; } = 30 * 1024 * 1024;

    /// <summary>How long a client may take for a request's line and headers, and for a TLS handshake; longer: 408. 1 s to 10 min, default 10 s.</summary>
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection without a request is kept open. 1 s to 1 h, default 75 s.</summary>
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(75);

    /// <summary>At what rate a client must at least send a body, and read an answer, once <see cref="BodyRateGrace"/> is over; slower: 408, or the connection ends. 0 (any) to 1,000,000 bytes a second, default 240.</summary>
    public int BodyBytesPerSecond { get; set; } = 240;

    /// <summary>How long a client may be slower than that. 2 s to 10 min, default 5 s.</summary>
    public TimeSpan BodyRateGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The most connections at once, over all listeners; more: 503 and closed. 1 to 1,000,000, default 10,000.</summary>
    public int Connections { get; set; } = 10_000;

    /// <summary>The most requests at once, over all connections; more: 503. 1 to 1,000,000, default 10,000.</summary>
    public int RequestsInFlight { get; set; } = 10_000;

    /// <summary>The most streams of an HTTP/2 connection at once; more are refused, so that the client sends them later. 1 to 10,000, default 100.</summary>
    public int Http2Streams { get; set; } = 100;

    /// <summary>How many bytes of an HTTP/2 stream's body may be on the way to a backend that does not take them. 65,535 to 16,777,216, default 65,536.</summary>
    public int Http2StreamWindowBytes { get; set; } = 64 * 1024;

    /// <summary>The same over all streams of a connection. 65,535 to 1,073,741,824, default 1,048,576.</summary>
    public int Http2ConnectionWindowBytes { get; set; } = 1024 * 1024;

    /// <summary>How many requests an HTTP/2 connection may take back each second before their answers began, and ten times as many at once; more: the connection ends. 1 to 100,000, default 20.</summary>
    public int Http2ResetsPerSecond { get; set; } = 20;

    /// <summary>For how long a connection to a backend is used for new requests. 1 s to 24 h, default 2 min.</summary>
    public TimeSpan BackendConnectionLifetime { get; set; } = TimeSpan.FromMinutes(2);
}
