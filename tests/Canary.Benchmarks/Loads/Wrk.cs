using System.Globalization;
using Canary.Benchmarks.Machine;
using Canary.Benchmarks.Subjects;

namespace Canary.Benchmarks.Loads;

/// <summary>Load by <c>wrk</c>: each connection sends its next request when it has the answer. Requests carry one of 64 cookies in turn.</summary>
internal sealed class Wrk
{
    private const string ResultMark = "RESULT ";
    private const int DistinctRequests = 64;
    private readonly int _connections;
    private readonly string _script;

    /// <summary>Prepares it.</summary>
    /// <param name="bench">Whose folder holds the script.</param>
    /// <param name="connections">How many connections.</param>
    /// <param name="postBytes">Size of the body of POST requests; 0 for GET.</param>
    /// <param name="hosts">Up to 64 hosts to ask in turn; null: the address.</param>
    public Wrk(Bench bench, int connections, int postBytes = 0, IReadOnlyList<string>? hosts = null)
    {
        _connections = connections;
        _script = bench.Write($"wrk-{postBytes}-{hosts?.Count ?? 0}.lua", $$"""
            local requests, last = {}, 0
            local hosts = {{{string.Join(", ", (hosts ?? []).Select(host => $"\"{host}\""))}}}
            init = function(args)
              if {{postBytes}} > 0 then
                wrk.method = "POST"
                wrk.body = string.rep("x", {{postBytes}})
              end
              if #hosts > 0 then
                wrk.headers["{{BenchmarkService.RuleHeader}}"] = "not-in-any-rule"
              end
              for i = 1, {{DistinctRequests}} do
                if #hosts > 0 then
                  wrk.headers["Host"] = hosts[(i - 1) % #hosts + 1]
                end
                wrk.headers["Cookie"] = string.format("{{BenchmarkService.Cookie}}=%08x%08x", i * 40503, i * 30011)
                requests[i] = wrk.format()
              end
            end
            request = function()
              last = last % {{DistinctRequests}} + 1
              return requests[last]
            end
            done = function(summary, latency)
              local e = summary.errors
              io.write(string.format("{{ResultMark}}%d %d %d %f %f %f\n", summary.requests, summary.duration,
                e.connect + e.read + e.write + e.status + e.timeout,
                latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
            end

            """);
    }

    /// <summary>Runs it.</summary>
    public async Task<LoadResult> RunAsync(Uri target, double seconds)
    {
        var duration = Math.Max(1, (int)Math.Round(seconds)).ToString(CultureInfo.InvariantCulture);
        await using var process = PinnedProcess.Start(
            PinnedProcess.LoadCore, Tool.Find("wrk", "wrk"), ["-t1", $"-c{_connections}", $"-d{duration}s", "--latency", "-s", _script, target.ToString()]);
        await process.WaitAsync(TimeSpan.FromSeconds(seconds + 60));
        var line = process.Lines.FirstOrDefault(l => l.StartsWith(ResultMark, StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"wrk gave no result. It wrote:\n{process.Text}");
        var fields = Array.ConvertAll(line[ResultMark.Length..].Split(' '), text => double.Parse(text, CultureInfo.InvariantCulture));
        return new LoadResult((long)fields[0], (long)fields[2], fields[1] / 1e6, fields[3] / 1e3, fields[4] / 1e3, fields[5] / 1e3);
    }
}
