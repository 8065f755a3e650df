using System.Globalization;
using System.Text;
using Canary.Benchmarks.Compare;
using Canary.Benchmarks.Machine;
using Canary.Benchmarks.Subjects;

namespace Canary.Benchmarks.Start;

/// <summary>Measures from the start of the process to its first proxied answer, each time with a new process, in interleaved rounds.</summary>
internal static class StartCommand
{
    private const string StockYarp = "yarp, one route";

    /// <summary>Runs all and prints a table.</summary>
    public static async Task<int> RunAsync(StartOptions options)
    {
        using var priority = new Priority(options.Nice);
        await using var bench = await Bench.StartAsync();
        var others = new OtherLoad();
        Func<Subject>[] subjects =
        [
            () => Gateway(options.Services, options.Program),
            () => Gateway(1, options.Program),
            () => new StockYarpSubject(StockYarp, quiet: false),
        ];
        var results = new Dictionary<string, List<Started>>();

        // The first round reads the programs from disk, and does not count.
        for (var round = 0; round <= options.Rounds; round++)
        {
            for (var i = 0; i < subjects.Length; i++)
            {
                await using var subject = subjects[(round + i) % subjects.Length]();
                var elapsed = await subject.StartToFirstAnswerAsync(bench);
                var started = new Started(elapsed.TotalMilliseconds, ProcessTree.CpuOf(subject.ProcessId).TotalMilliseconds);
                if (round > 0)
                {
                    (results.TryGetValue(subject.Name, out var list) ? list : results[subject.Name] = []).Add(started);
                }

                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"start, round {round} of {options.Rounds}: {subject.Name} {elapsed.TotalMilliseconds:0} ms"));
            }
        }

        Console.WriteLine(Format(results, options.Rounds, others.Share()));
        return 0;
    }

    private static GatewaySubject Gateway(int services, string program) => new(
        string.Create(CultureInfo.InvariantCulture, $"gateway, {services:N0} services"), program, new Dictionary<string, string>(), services);

    private static string Format(Dictionary<string, List<Started>> results, int rounds, double others)
    {
        var stock = results[StockYarp];
        var text = new StringBuilder();
        text.AppendLine("### start: from the start of the process to the first proxied answer, on one core").AppendLine();
        text.AppendLine("| subject | ms | − yarp ms | ÷ yarp | CPU ms |").AppendLine("|---|--:|--:|--:|--:|");
        foreach (var (name, started) in results.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            string[] cells =
            [
                name,
                Spread.Of(started.Select(s => s.Milliseconds)).Format("0"),
                Spread.Of(started.Zip(stock, (a, b) => a.Milliseconds - b.Milliseconds)).Format("0"),
                Spread.Of(started.Zip(stock, (a, b) => a.Milliseconds / b.Milliseconds)).Format("0.00"),
                Spread.Of(started.Select(s => s.CpuMilliseconds)).Format("0"),
            ];
            text.AppendLine($"| {string.Join(" | ", cells)} |");
        }

        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"Median (least–most) of {rounds} interleaved rounds; others used {others:P0} of the machine meanwhile.");
        return text.ToString();
    }

    private sealed record Started(double Milliseconds, double CpuMilliseconds);
}
