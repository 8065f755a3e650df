using Canary.Benchmarks.Machine;
using Canary.TestKit;
using Canary.TestKit.Battery;
using Canary.TestKit.Battery.Running;

namespace Canary.Benchmarks.Battery;

/// <summary>Runs the same cases against the gateway, nginx and HAProxy, and writes what came of it.</summary>
internal static class BatteryCommand
{
    private const int Lanes = 3;

    private static readonly (string Name, Func<int, int, Task<IBatterySubject>> Start)[] Subjects =
    [
        (BatteryReport.Gateway, GatewayBatterySubject.StartAsync),
        ("nginx", NginxBatterySubject.StartAsync),
        ("HAProxy", HaproxyBatterySubject.StartAsync),
    ];

    /// <summary>Runs it.</summary>
    /// <returns>0 where all cases of the gateway ended as wanted, or are exceptions that are known.</returns>
    public static async Task<int> RunAsync()
    {
        // At once: most of the time they wait, each for its own timeouts.
        Console.WriteLine($"{BatteryCases.All.Count} cases");
        var results = await Task.WhenAll(Subjects.Select(subject => RunAsync(subject.Name, subject.Start)));
        var report = BatteryReport.Write(results, await VersionsAsync());
        await File.WriteAllTextAsync(Repository.PathOf("docs", "battery.md"), report);
        Console.WriteLine("Written to docs/battery.md.");
        var surprises = BatteryCases.All.Where(c => results[0].Of(c) == Outcome.Unwanted && BatteryExceptions.Of(c) is null).ToList();
        surprises.ForEach(c => Console.WriteLine($"Not as wanted: {c}: {results[0].Seen(c)}"));
        return surprises.Count == 0 ? 0 : 1;
    }

    private static async Task<SubjectResults> RunAsync(string name, Func<int, int, Task<IBatterySubject>> start)
    {
        var run = BatteryRun.Start(BatteryCases.All, Lanes, start);
        var seen = new Dictionary<BatteryCase, Exchange?>();
        foreach (var next in BatteryCases.All)
        {
            seen[next] = await run.ResultOf(next);
        }

        await run.Whole;
        return new SubjectResults(name, seen);
    }

    private static async Task<string> VersionsAsync()
    {
        var nginx = await ChildProcess.RunAsync(Tool.Find("nginx", "nginx"), ["-v"]);
        var haproxy = await ChildProcess.RunAsync(Tool.Find("haproxy", "haproxy"), ["-v"]);
        return $"{nginx.Text.Split(':')[^1].Trim()}, {haproxy.Text.Split('\n')[0].Split(" 20")[0].Trim()}";
    }
}
