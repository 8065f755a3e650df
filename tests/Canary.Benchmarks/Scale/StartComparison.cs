using System.Diagnostics;
using System.Globalization;
using Canary.Benchmarks.Compare;
using Canary.Benchmarks.Subjects;
using Canary.TestKit;

namespace Canary.Benchmarks.Scale;

/// <summary>From the start of the process to the answer of its first proxied request: stock YARP, and the gateway with its store full.</summary>
internal static class StartComparison
{
    private const int Services = 1000;
    private const int Rules = 10;

    /// <summary>Starts both in turn.</summary>
    /// <param name="bench">The backend.</param>
    /// <param name="rounds">How often each.</param>
    /// <returns>A Markdown table.</returns>
    public static async Task<string> MeasureAsync(Bench bench, int rounds)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });

        // The first request of this process compiles what it runs through.
        await client.GetStringAsync(new Uri($"http://127.0.0.1:{bench.BackendPort}/"));
        var (stock, gateway) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            stock.Add(await MeasureAsync(bench, client, new StockYarpSubject("stock", quiet: false)));
            gateway.Add(await MeasureAsync(bench, client, new GatewaySubject("gateway", Repository.GatewayProgram, new Dictionary<string, string>(), Services, Rules)));
        }

        var more = Spread.Of(stock.Zip(gateway, (s, g) => g - s));
        return $"""
            ### scale: start

            Milliseconds from the start of the process to the answer of its first proxied request, all on one core, {rounds} starts of each in turn.

            | stock YARP | gateway, {Services.ToString("N0", CultureInfo.InvariantCulture)} services × {Rules} rules | more |
            |--:|--:|--:|
            | {Spread.Of(stock).Format("N0")} | {Spread.Of(gateway).Format("N0")} | {more.Format("N0")} |

            """;
    }

    private static async Task<double> MeasureAsync(Bench bench, HttpClient client, Subject subject)
    {
        await using (subject)
        {
            await subject.StartAsync(bench);
            var listening = Stopwatch.GetTimestamp();
            await client.GetStringAsync(new Uri($"http://127.0.0.1:{subject.Ports.Http}/"));
            return (subject.StartTime + Stopwatch.GetElapsedTime(listening)).TotalMilliseconds;
        }
    }
}
