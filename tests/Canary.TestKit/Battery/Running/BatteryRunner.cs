using System.Net;
using System.Text;

namespace Canary.TestKit.Battery.Running;

/// <summary>Runs single cases.</summary>
public static class BatteryRunner
{
    // Only what hangs is to run into it, not what a busy machine delays.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PatienceOfSlow = TimeSpan.FromSeconds(25);

    /// <summary>Runs a case, alone on its lane.</summary>
    /// <returns>What was seen; null: the proxy can't do such things at all.</returns>
    public static async Task<Exchange?> RunAsync(BatteryCase @case, BatteryLane lane)
    {
        if (AddressOf(@case, lane.Subject) is not { } to)
        {
            return null;
        }

        if (@case.RestartsBackend)
        {
            await RestartAsync(to, lane);
        }

        lane.Origin.Begin(@case.HasHttp2Backend ? null : @case.Answer);
        lane.Http2Origin.Begin(@case.HasHttp2Backend ? @case.Answer : null);
        if (@case.Answer is { Refuses: true })
        {
            return await RefusedAsync(to, @case, lane);
        }

        var seen = await AskAsync(to, @case, Patience);
        return seen with { Reached = lane.Origin.Reached };
    }

    /// <summary>Runs a slow case, beside others of its kind: what reached the backend is not told.</summary>
    public static async Task<Exchange?> RunSlowAsync(BatteryCase @case, BatteryLane lane) =>
        AddressOf(@case, lane.Subject) is { } to ? await AskAsync(to, @case, PatienceOfSlow) : null;

    private static IPEndPoint? AddressOf(BatteryCase @case, IBatterySubject subject) =>
        @case.HasHttp2Backend ? subject.ToHttp2Backend : @case.IsHttp2 ? subject.Http2 : subject.Http;

    private static Task<Exchange> AskAsync(IPEndPoint to, BatteryCase @case, TimeSpan patience) =>
        @case.IsHttp2 ? Http2Client.RunAsync(to, @case, patience) : Http1Client.RunAsync(to, @case, patience);

    private static async Task RestartAsync(IPEndPoint to, BatteryLane lane)
    {
        // Leaves a connection in the proxy's pool that the backend then ends.
        await Http1Client.AskAnewAsync(to, Encoding.Latin1.GetBytes($"GET {Wire.RawOrigin.Sentinel} HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n"), Patience);
        lane.Origin.Restart();
    }

    private static async Task<Exchange> RefusedAsync(IPEndPoint to, BatteryCase @case, BatteryLane lane)
    {
        using var connection = await RawConnection.OpenAsync(to, Patience);
        connection.Send(@case.Sends);
        while (Wire.RawAnswer.Parse(connection.Received, false, @case.IsHead) is not [{ IsWhole: true }, ..] && await connection.MoreAsync())
        {
        }

        lane.Origin.Listens();
        return new Exchange
        {
            Answers = Wire.RawAnswer.Parse(connection.Received, connection.Closed, @case.IsHead),
            Closed = connection.Closed,
            TimedOut = connection.TimedOut,
            Sentinel = await Http1Client.AskAnewAsync(to, Encoding.Latin1.GetBytes($"GET {Wire.RawOrigin.Sentinel} HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n"), Patience),
        };
    }
}
