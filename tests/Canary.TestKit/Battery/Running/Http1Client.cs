using System.Net;
using System.Text;
using Canary.TestKit.Battery.Wire;

namespace Canary.TestKit.Battery.Running;

/// <summary>Sends a case's bytes over HTTP/1.1, and an honest request after them.</summary>
internal static class Http1Client
{
    /// <summary>Runs one case as far as the client sees it.</summary>
    /// <param name="to">The proxy.</param>
    /// <param name="case">The case.</param>
    /// <param name="patience">How long it may take.</param>
    public static async Task<Exchange> RunAsync(IPEndPoint to, BatteryCase @case, TimeSpan patience)
    {
        using var connection = await RawConnection.OpenAsync(to, patience);
        connection.Send(@case.Sends);
        var honest = Encoding.Latin1.GetBytes($"GET {RawOrigin.Sentinel} HTTP/1.1\r\nHost: {HostOf(@case)}\r\nConnection: close\r\n\r\n");
        var asked = false;
        while (await connection.MoreAsync())
        {
            var sofar = RawAnswer.Parse(connection.Received, closed: false, @case.IsHead);
            if (!asked && sofar is [.., { IsWhole: true, SaysClose: false, Status: not 101 }])
            {
                asked = true;
                connection.Send(honest);
            }
        }

        var answers = RawAnswer.Parse(connection.Received, connection.Closed, @case.IsHead);
        var own = asked && answers.Count > 1 ? answers[^1] : null;
        return new Exchange
        {
            Answers = own is null ? answers : [.. answers.SkipLast(1)],
            Closed = connection.Closed && own is null,
            TimedOut = connection.TimedOut,
            Sentinel = own ?? await AskAnewAsync(to, honest, patience),
        };
    }

    /// <summary>Asks on a connection of its own.</summary>
    public static async Task<RawAnswer?> AskAnewAsync(IPEndPoint to, byte[] request, TimeSpan patience)
    {
        using var connection = await RawConnection.OpenAsync(to, patience);
        connection.Send(request);
        while (await connection.MoreAsync())
        {
        }

        return RawAnswer.Parse(connection.Received, connection.Closed, headOnly: false) is [var only, ..] ? only : null;
    }

    private static string HostOf(BatteryCase @case) => @case.HasHttp2Backend ? "h2b" : "shop";
}
