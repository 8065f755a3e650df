using Canary.Benchmarks.Machine;
using Canary.TestKit.Fuzzing;

namespace Canary.Benchmarks.Fuzzing;

/// <summary>What <c>fuzz</c> is asked to do.</summary>
internal sealed class FuzzOptions
{
    /// <summary>How long, 1 to 10,000 minutes. Default 60.</summary>
    public int Minutes { get; private set; } = 60;

    /// <summary>Where the inputs begin. Default 1.</summary>
    public int Seed { get; private set; } = 1;

    /// <summary>Which of <see cref="FuzzTargets.All"/>. Default all.</summary>
    public IReadOnlyList<string> Targets { get; private set; } = [.. FuzzTargets.All.Select(target => target.Name)];

    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">An option is wrong.</exception>
    public static FuzzOptions Parse(string[] args)
    {
        var options = new FuzzOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            var (name, value) = (args[i], i + 1 < args.Length ? args[i + 1] : throw new UsageException($"{args[i]} wants a value."));
            switch (name)
            {
                case "--minutes": options.Minutes = OptionValue.Number(name, value, 10_000); break;
                case "--seed": options.Seed = OptionValue.Number(name, value, 1_000_000_000, least: 0); break;
                case "--target": options.Targets = OptionValue.OneOf(name, value, FuzzTargets.All.Select(target => target.Name)); break;
                default: throw new UsageException($"'{name}' is not an option of fuzz.");
            }
        }

        return options;
    }
}
