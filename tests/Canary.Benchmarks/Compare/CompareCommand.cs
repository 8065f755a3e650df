using System.Globalization;
using Canary.Benchmarks.Machine;
using Canary.Benchmarks.Subjects;
using Canary.TestKit;

namespace Canary.Benchmarks.Compare;

/// <summary>Measures subjects side by side: every round takes each of them in turn, so that what disturbs the machine disturbs all.</summary>
internal static class CompareCommand
{
    private const string StockYarp = "yarp";
    private const double FixedShare = 0.6;

    /// <summary>Runs all scenarios and prints a table for each.</summary>
    public static async Task<int> RunAsync(CompareOptions options)
    {
        using var priority = new Priority(options.Nice);
        await using var bench = await Bench.StartAsync();
        var subjects = Subjects(options).ToList();
        try
        {
            foreach (var subject in subjects)
            {
                await subject.StartAsync(bench);
                await Round.WarmUpAsync(subject, Round.WarmUpRequests, () => Scenario.Small.RunAsync(bench, subject, options.WarmUpSeconds));
            }

            foreach (var scenario in Scenario.All.Where(s => options.Scenarios.Contains(s.Name)))
            {
                await RunAsync(await WithRateAsync(scenario, bench, subjects, options), bench, subjects, options);
            }

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

    private static async Task<Scenario> WithRateAsync(Scenario scenario, Bench bench, List<Subject> subjects, CompareOptions options)
    {
        if (scenario.Name != Scenario.FixedRate || options.Rate is not null)
        {
            return scenario.At(options.Rate ?? 0);
        }

        var yarp = subjects.Find(subject => subject.Name == StockYarp)
            ?? throw new UsageException($"{Scenario.FixedRate} needs --rate where '{StockYarp}' is not measured.");
        var results = await MeasureAsync(Scenario.Small, bench, [yarp], options);
        return scenario.At(Math.Round(FixedShare * Spread.Of(results[yarp.Name].Select(m => m.Load.Requests / m.Load.Seconds)).Median));
    }

    private static async Task RunAsync(Scenario scenario, Bench bench, List<Subject> subjects, CompareOptions options)
    {
        var others = new OtherLoad();
        var results = await MeasureAsync(scenario, bench, subjects, options);
        Console.WriteLine(ComparisonTable.Format(scenario, subjects, results, others.Share()));
    }

    private static async Task<Dictionary<string, List<Measurement>>> MeasureAsync(
        Scenario scenario, Bench bench, IReadOnlyList<Subject> subjects, CompareOptions options)
    {
        foreach (var subject in subjects.Where(_ => !ReferenceEquals(scenario.WarmUpWith, Scenario.Small)))
        {
            await Round.WarmUpAsync(subject, 1, () => scenario.RunAsync(bench, subject, options.WarmUpSeconds));
        }

        var results = subjects.ToDictionary(subject => subject.Name, _ => new List<Measurement>());
        for (var round = 0; round < options.Rounds; round++)
        {
            // Each round begins with another subject, so that none always follows the same one.
            for (var i = 0; i < subjects.Count; i++)
            {
                var subject = subjects[(round + i) % subjects.Count];
                var measured = await Round.MeasureAsync(subject, () => scenario.RunAsync(bench, subject, options.Seconds));
                results[subject.Name].Add(measured);
                await Console.Error.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"{scenario.Name}, round {round + 1} of {options.Rounds}: {subject.Name} {measured.CpuMicroseconds:0.0} µs/request"));
            }
        }

        return results;
    }

    private static IEnumerable<Subject> Subjects(CompareOptions options)
    {
        foreach (var name in options.Only)
        {
            yield return name switch
            {
                "gateway" => new GatewaySubject(name, Repository.GatewayProgram, options.GatewayEnvironment),
                StockYarp => new StockYarpSubject(name, quiet: false),
                "yarp-quiet" => new StockYarpSubject(name, quiet: true),
                "nginx" => new NginxSubject(),
                "haproxy" => new HaproxySubject(),
                _ => new CaddySubject(),
            };
        }

        foreach (var (name, program) in options.Also)
        {
            yield return new GatewaySubject(name, Path.GetFullPath(program), new Dictionary<string, string>());
        }
    }
}
