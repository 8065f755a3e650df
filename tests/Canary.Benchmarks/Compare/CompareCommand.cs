using Canary.Benchmarks.Machine;
using Canary.Benchmarks.Subjects;
using Canary.TestKit;

namespace Canary.Benchmarks.Compare;

/// <summary>Measures subjects side by side: every round takes each of them in turn, so that what disturbs the machine disturbs all.</summary>
internal static class CompareCommand
{
    private const int WarmUpRequests = 50_000;
    private const int WarmUpMostTimes = 5;

    /// <summary>Runs all scenarios and prints a table for each.</summary>
    public static async Task<int> RunAsync(CompareOptions options)
    {
        using var priority = new Priority(options.Nice);
        await using var bench = await Bench.StartAsync();
        foreach (var scenario in Scenario.All.Where(s => options.Scenarios.Contains(s.Name)))
        {
            await RunAsync(scenario, bench, options);
        }

        return 0;
    }

    private static async Task RunAsync(Scenario scenario, Bench bench, CompareOptions options)
    {
        var others = new OtherLoad();
        var subjects = Subjects(options).ToList();
        try
        {
            foreach (var subject in subjects)
            {
                await subject.StartAsync(bench, scenario.BackendPortOf(bench));
                await WarmUpAsync(scenario, bench, subject, options.WarmUpSeconds);
            }

            var results = subjects.ToDictionary(subject => subject.Name, _ => new List<Measurement>());
            for (var round = 0; round < options.Rounds; round++)
            {
                // Each round begins with another subject, so that none always follows the same one.
                for (var i = 0; i < subjects.Count; i++)
                {
                    var subject = subjects[(round + i) % subjects.Count];
                    results[subject.Name].Add(await Round.MeasureAsync(scenario, bench, subject, options.Seconds));
                }

                await Console.Error.WriteLineAsync($"{scenario.Name}: round {round + 1} of {options.Rounds}");
            }

            Console.WriteLine(ComparisonTable.Format(scenario, subjects, results, others.Share()));
        }
        finally
        {
            foreach (var subject in subjects)
            {
                await subject.DisposeAsync();
            }
        }
    }

    // The runtime compiles by calls, not by seconds: a slow machine needs longer.
    private static async Task WarmUpAsync(Scenario scenario, Bench bench, Subject subject, int seconds)
    {
        var requests = 0L;
        for (var i = 0; i < WarmUpMostTimes && requests < WarmUpRequests; i++)
        {
            requests += (await scenario.RunAsync(bench, subject, seconds)).Requests;
        }
    }

    private static IEnumerable<Subject> Subjects(CompareOptions options)
    {
        foreach (var name in options.Only)
        {
            yield return name switch
            {
                "gateway" => new GatewaySubject(name, Repository.GatewayProgram, options.GatewayEnvironment),
                "yarp" => new StockYarpSubject(),
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
