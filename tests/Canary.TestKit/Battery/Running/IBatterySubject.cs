using System.Net;

namespace Canary.TestKit.Battery.Running;

/// <summary>A proxy that runs, in front of the backends of its <see cref="BatteryLane"/>.</summary>
/// <remarks>
/// It waits 1 s for a backend's next byte and 3 s for a connection, 10 s for a request's head and 5 s for a body that does not move; takes request lines of 8 KB,
/// headers of 32 KB, and bodies of 1 MB.
/// </remarks>
public interface IBatterySubject : IAsyncDisposable
{
    /// <summary>Its listener for HTTP/1.1.</summary>
    IPEndPoint Http { get; }

    /// <summary>Its listener for HTTP/2 by prior knowledge.</summary>
    IPEndPoint Http2 { get; }

    /// <summary>Its listener for HTTP/1.1 with the HTTP/2 backend behind it for the host <c>h2b</c>; null: it speaks no HTTP/2 to backends.</summary>
    IPEndPoint? ToHttp2Backend { get; }
}
