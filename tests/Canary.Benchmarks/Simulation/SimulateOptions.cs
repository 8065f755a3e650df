using Canary.Benchmarks.Machine;

namespace Canary.Benchmarks.Simulation;

/// <summary>What <c>simulate</c> is asked to do.</summary>
internal sealed class SimulateOptions
{
    /// <summary>Rollouts of each scenario of healthy canaries. 1 to 100,000, default 2,000.</summary>
    public int Runs { get; private set; } = 2_000;

    /// <summary>Rollouts of each scenario of bad canaries, and of those for all rivals. 1 to 100,000, default 200.</summary>
    public int BadRuns { get; private set; } = 200;

    /// <summary>Requests of each step. 1,000 to 10,000,000, default 100,000.</summary>
    public int Stage { get; private set; } = 100_000;

    /// <summary>A part of the name of healthy traffic, to simulate false alarms of that alone. Default: all.</summary>
    public string Traffic { get; private set; } = "";

    /// <summary>Parts that are run. Of <see cref="Parts"/>, default all.</summary>
    public IReadOnlyList<string> Only { get; private set; } = Parts;

    /// <summary>The parts that there are.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["false-alarms", "power", "rivals", "not-worse"];

    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">An option is wrong.</exception>
    public static SimulateOptions Parse(string[] args)
    {
        var options = new SimulateOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            var (name, value) = (args[i], i + 1 < args.Length ? args[i + 1] : throw new UsageException($"{args[i]} wants a value."));
            switch (name)
            {
                case "--runs": options.Runs = OptionValue.Number(name, value, 100_000); break;
                case "--bad-runs": options.BadRuns = OptionValue.Number(name, value, 100_000); break;
                case "--stage": options.Stage = OptionValue.Number(name, value, 10_000_000); break;
                case "--traffic": options.Traffic = value; break;
                case "--only": options.Only = OptionValue.OneOf(name, value, Parts); break;
                default: throw new UsageException($"'{name}' is not an option of simulate.");
            }
        }

        return options;
    }
}
