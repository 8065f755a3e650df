using System.Globalization;
using Canary.Benchmarks.Machine;
using Canary.Benchmarks.Subjects;

namespace Canary.Benchmarks.Loads;

/// <summary>Load over HTTP/2 without TLS by <c>h2load</c>: few connections with several requests in flight on each.</summary>
internal static class H2Load
{
    private const int Connections = 8;
    private const int StreamsOfEach = 8;

    /// <summary>Runs it. Latencies come from its log of all requests.</summary>
    public static async Task<LoadResult> RunAsync(Bench bench, Uri target, double seconds)
    {
        var log = Path.Combine(bench.Folder, "h2load.log");
        File.Delete(log);
        string[] arguments = ["-t1", $"-c{Connections}", $"-m{StreamsOfEach}", "-D", seconds.ToString(CultureInfo.InvariantCulture), "--log-file", log,
            "-H", $"cookie: {BenchmarkService.Cookie}=0000000000009e37", target.ToString()];
        await using var process = PinnedProcess.Start(PinnedProcess.LoadCore, Tool.Find("h2load", "nghttp2-client"), arguments);
        await process.WaitAsync(TimeSpan.FromSeconds(seconds + 60));
        if (!File.Exists(log))
        {
            throw new InvalidOperationException($"h2load gave no result. It wrote:\n{process.Text}");
        }

        // Start in microseconds, status, microseconds until the end of the answer.
        var latencies = new List<double>();
        var errors = 0L;
        foreach (var line in File.ReadLines(log))
        {
            var fields = line.Split('\t');
            if (fields[1] == "200")
            {
                latencies.Add(long.Parse(fields[2], CultureInfo.InvariantCulture) / 1e3);
            }
            else
            {
                errors++;
            }
        }

        return LoadResult.Of([.. latencies], errors, seconds);
    }
}
