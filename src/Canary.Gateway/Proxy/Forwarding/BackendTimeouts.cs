using System.Globalization;
using Canary.Core.Services;

namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>The timeouts of a cluster's client, on their way through YARP's configuration.</summary>
/// <param name="Connect">To connect.</param>
/// <param name="FirstByte">From the request's last byte to the answer's headers; zero where YARP's own timer does.</param>
/// <param name="Idle">Between two bytes once the answer has begun; zero where YARP's own timer does.</param>
internal readonly record struct BackendTimeouts(TimeSpan Connect, TimeSpan FirstByte, TimeSpan Idle)
{
    private const string MetadataName = "timeouts";

    /// <summary>Whether both phases are left to YARP's own timer.</summary>
    public bool LeavesPhasesToYarp => FirstByte == TimeSpan.Zero && Idle == TimeSpan.Zero;

    /// <summary>The timeouts of a service. YARP has one timer for both phases, so nothing else is needed where they are equal.</summary>
    public static BackendTimeouts Of(TimeoutsConfig timeouts) =>
        timeouts.FirstByte == timeouts.Idle
            ? new BackendTimeouts(timeouts.Connect, TimeSpan.Zero, TimeSpan.Zero)
            : new BackendTimeouts(timeouts.Connect, timeouts.FirstByte, timeouts.Idle);

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    public static BackendTimeouts ReadFrom(IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null || !metadata.TryGetValue(MetadataName, out var text))
        {
            return Of(new TimeoutsConfig());
        }

        var ticks = Array.ConvertAll(text.Split(' '), part => TimeSpan.FromTicks(long.Parse(part, CultureInfo.InvariantCulture)));
        return new BackendTimeouts(ticks[0], ticks[1], ticks[2]);
    }

    /// <summary>Adds the timeouts to a cluster's metadata.</summary>
    public void WriteTo(Dictionary<string, string> metadata) =>
        metadata[MetadataName] = string.Create(CultureInfo.InvariantCulture, $"{Connect.Ticks} {FirstByte.Ticks} {Idle.Ticks}");
}
