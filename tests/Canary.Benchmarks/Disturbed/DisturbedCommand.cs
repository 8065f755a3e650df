using System.Diagnostics;
using Canary.Benchmarks.Compare;
using Canary.Benchmarks.Loads;
using Canary.Benchmarks.Machine;
using Canary.Benchmarks.Subjects;
using Canary.TestKit;

namespace Canary.Benchmarks.Disturbed;

/// <summary>Measures honest requests at a fixed rate, quiet and while others do harm on purpose, at the gateway and at stock YARP side by side.</summary>
internal static class DisturbedCommand
{
    /// <summary>The gateway's name in tables.</summary>
    public const string Gateway = "gateway";

    /// <summary>Stock YARP's.</summary>
    public const string StockYarp = "yarp";

    /// <summary>The first label of the host with patterns.</summary>
    public const string Burning = "burning";

    /// <summary>The first label of the host with a backend that never answers.</summary>
    public const string Stalled = "stalled";

    /// <summary>No disturbance.</summary>
    public const string Quiet = "quiet";

    /// <summary>Several disturbances together.</summary>
    public const string AllAtOnce = "all";

    /// <summary>All attacks together.</summary>
    public const string Attacks = "attacks";

    private const int Connections = 64;
    private const int Services = 500;
    private const double IdleShare = 0.1;
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan MostWait = TimeSpan.FromMinutes(1);

    /// <summary>Runs all and prints a table.</summary>
    public static async Task<int> RunAsync(DisturbedOptions options)
    {
        using var priority = new Priority(options.Nice);
        await using var bench = await Bench.StartAsync();
        var stalled = FreePort.Next();
        var subjects = Subjects(options, [new ExtraHost(Burning, bench.BackendPort) { Patterns = HostileHeader.Patterns }, new ExtraHost(Stalled, stalled)]).ToList();
        var table = new DisturbedTable(options, subjects);
        try
        {
            foreach (var subject in subjects)
            {
                await subject.StartAsync(bench);
                await Round.WarmUpAsync(subject, Round.WarmUpRequests, () => Scenario.Small.RunAsync(bench, subject, options.WarmUpSeconds));
            }

            var others = new OtherLoad();
            for (var round = 0; round <= options.Rounds; round++)
            {
                foreach (var name in options.Disturbances.Prepend(Quiet))
                {
                    for (var i = 0; i < subjects.Count; i++)
                    {
                        // The first round compiles what the disturbances run through, and does not count.
                        var subject = subjects[(round + i) % subjects.Count];
                        var measured = await MeasureAsync(subject, name, stalled, round == 0 ? 1 : options.Seconds, options.Rate);
                        await table.AddAsync(subject, name, round, measured);
                    }
                }
            }

            Console.WriteLine(table.Format(others.Share()));
            return 0;
        }
        finally
        {
            foreach (var subject in subjects)
            {
                await subject.DisposeAsync();
            }
        }
    }

    /// <summary>The disturbances of a name.</summary>
    public static IReadOnlyList<Disturbance> Find(string name) =>
        [.. Disturbance.All.Where(d => d.Name == name || (name == AllAtOnce && d.IsInAll) || (name == Attacks && d is Attack))];

    private static IEnumerable<Subject> Subjects(DisturbedOptions options, IReadOnlyList<ExtraHost> extras)
    {
        foreach (var name in options.Only)
        {
            yield return name == Gateway
                ? new GatewaySubject(name, Repository.GatewayProgram, new Dictionary<string, string>(), Services, extras: extras)
                : new StockYarpSubject(name, quiet: false, extras);
        }
    }

    private static async Task<DisturbedRun> MeasureAsync(Subject subject, string name, int stalled, double seconds, double rate)
    {
        var disturbances = Find(name);
        if (disturbances.Count == 0)
        {
            return await MeasureAsync(subject, () => [], seconds, rate);
        }

        DisturbedRun run;
        var admin = subject is GatewaySubject ? subject.Ports.Admin : 0;
        await using (var running = await DisturbanceProcess.StartAsync(disturbances, new DisturbanceTarget(subject.Ports.Http, subject.Ports.H2c, admin, stalled)))
        {
            run = await MeasureAsync(subject, running.ReadDone, seconds, rate);
        }

        return run with { QuietAfter = await SecondsUntilIdleAsync(subject) };
    }

    private static async Task<DisturbedRun> MeasureAsync(Subject subject, Func<double[]> readDone, double seconds, double rate)
    {
        var doneBefore = readDone();
        var cpuBefore = ProcessTree.CpuOf(subject.ProcessId);
        var load = await OpenLoop.RunAsync(subject.Ports.Http, rate, Connections, seconds);
        var cpu = ProcessTree.CpuOf(subject.ProcessId) - cpuBefore;
        return new DisturbedRun(load, cpu.TotalSeconds / load.Seconds, [.. readDone().Zip(doneBefore, (after, before) => (after - before) / load.Seconds)], QuietAfter: 0);
    }

    /// <summary>Waits until a subject without load does next to nothing, so that what a disturbance left to do does not count as quiet.</summary>
    private static async Task<double> SecondsUntilIdleAsync(Subject subject)
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            var (before, began) = (ProcessTree.CpuOf(subject.ProcessId), watch.Elapsed);
            await Task.Delay(Glance);
            if (ProcessTree.CpuOf(subject.ProcessId) - before < (watch.Elapsed - began) * IdleShare || began > MostWait)
            {
                return began.TotalSeconds;
            }
        }
    }
}
