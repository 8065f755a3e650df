using Canary.TestKit.Battery.Http2;
using Canary.TestKit.Battery.Requests;

namespace Canary.TestKit.Battery;

/// <summary>All cases.</summary>
public static class BatteryCases
{
    /// <summary>Requests over HTTP/1.1.</summary>
    public static IReadOnlyList<BatteryCase> Requests { get; } =
        [.. LineCases.All, .. TargetCases.All, .. HeaderCases.All, .. LengthCases.All, .. ChunkCases.All, .. PeerCases.All, .. ConnectionCases.All];

    /// <summary>Requests over HTTP/2.</summary>
    public static IReadOnlyList<BatteryCase> Http2Requests { get; } = [.. MessageCases.All, .. FrameCases.All];

    /// <summary>Backends over HTTP/1.1.</summary>
    public static IReadOnlyList<BatteryCase> Backends { get; } = [.. global::Canary.TestKit.Battery.Backends.BackendCases.All];

    /// <summary>Backends over HTTP/2.</summary>
    public static IReadOnlyList<BatteryCase> Http2Backends { get; } = [.. Http2.BackendCases.All];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<BatteryCase> All { get; } = [.. Requests, .. Http2Requests, .. Backends, .. Http2Backends];
}
