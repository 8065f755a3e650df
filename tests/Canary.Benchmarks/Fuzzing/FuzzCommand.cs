using System.Diagnostics;
using Canary.TestKit.Fuzzing;

namespace Canary.Benchmarks.Fuzzing;

/// <summary>Fuzzes the targets in turn, a few thousand inputs at a time, until the time is over.</summary>
internal static class FuzzCommand
{
    private const long InputsInTurn = 5_000;

    /// <summary>Runs. The exit code is 1 where something was found.</summary>
    public static int Run(FuzzOptions options)
    {
        var running = Stopwatch.StartNew();
        var length = TimeSpan.FromMinutes(options.Minutes);
        var inputs = options.Targets.ToDictionary(name => name, _ => 0L);
        var found = new HashSet<string>();
        for (var turn = 0; running.Elapsed < length; turn++)
        {
            foreach (var target in FuzzTargets.All.Where(target => options.Targets.Contains(target.Name)))
            {
                var run = new FuzzRun(target, options.Seed + turn);
                if (!run.RunWatched(InputsInTurn, () => running.Elapsed >= length))
                {
                    Console.WriteLine(run.Hanging());
                    return 1;
                }

                inputs[target.Name] += run.Inputs;
                foreach (var finding in run.Findings.Where(finding => found.Add(finding.Target + finding.Problem)))
                {
                    Console.WriteLine(finding);
                }
            }
        }

        Console.WriteLine($"{inputs.Values.Sum():N0} inputs in {running.Elapsed.TotalMinutes:0.0} minutes, seeds from {options.Seed}: {found.Count} findings");
        Console.WriteLine(string.Join(", ", inputs.Select(target => $"{target.Key} {target.Value:N0}")));
        return found.Count == 0 ? 0 : 1;
    }
}
