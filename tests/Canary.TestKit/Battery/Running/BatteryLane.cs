using Canary.TestKit.Battery.Wire;

namespace Canary.TestKit.Battery.Running;

/// <summary>A proxy and its backends, for one case at a time.</summary>
/// <param name="Subject">The proxy.</param>
/// <param name="Origin">Its HTTP/1.1 backend.</param>
/// <param name="Http2Origin">Its HTTP/2 backend.</param>
public sealed record BatteryLane(IBatterySubject Subject, RawOrigin Origin, RawHttp2Origin Http2Origin) : IAsyncDisposable
{
    /// <summary>Starts backends, and a proxy in front of them.</summary>
    /// <param name="startSubject">Starts the proxy; gets the ports of the HTTP/1.1 and the HTTP/2 backend.</param>
    public static async Task<BatteryLane> StartAsync(Func<int, int, Task<IBatterySubject>> startSubject)
    {
        var (origin, http2) = (new RawOrigin(), new RawHttp2Origin());
        return new BatteryLane(await startSubject(origin.Port, http2.Port), origin, http2);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Subject.DisposeAsync();
        await Origin.DisposeAsync();
        await Http2Origin.DisposeAsync();
    }
}
