using Canary.Benchmarks.Machine;

namespace Canary.Benchmarks.Disturbed;

/// <summary>What <c>disturbed</c> is asked to do.</summary>
internal sealed class DisturbedOptions
{
    /// <summary>Names of disturbances, <see cref="DisturbedCommand.AllAtOnce"/> and <see cref="DisturbedCommand.Attacks"/>. Default all.</summary>
    public IReadOnlyList<string> Disturbances { get; private set; } = [.. Disturbance.All.Select(d => d.Name), DisturbedCommand.AllAtOnce, DisturbedCommand.Attacks];

    /// <summary>Names of subjects. Default all.</summary>
    public IReadOnlyList<string> Only { get; private set; } = [DisturbedCommand.Gateway, DisturbedCommand.StockYarp];

    /// <summary>How often each subject is measured under each disturbance. 1 to 1000, default 5.</summary>
    public int Rounds { get; private set; } = 5;

    /// <summary>Load of one measurement, in seconds. 1 to 600, default 4.</summary>
    public int Seconds { get; private set; } = 4;

    /// <summary>Load before the first round, in seconds, repeated until nothing is compiled any more. 1 to 600, default 3.</summary>
    public int WarmUpSeconds { get; private set; } = 3;

    /// <summary>Honest requests per second. Default 2000.</summary>
    public int Rate { get; private set; } = 2000;

    /// <summary>See <see cref="Priority"/>. -20 to 19, default 0.</summary>
    public int Nice { get; private set; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">An option is wrong.</exception>
    public static DisturbedOptions Parse(string[] args)
    {
        var options = new DisturbedOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            var (name, value) = (args[i], i + 1 < args.Length ? args[i + 1] : throw new UsageException($"{args[i]} wants a value."));
            switch (name)
            {
                case "--by": options.Disturbances = OptionValue.OneOf(name, value, options.Disturbances); break;
                case "--only": options.Only = OptionValue.OneOf(name, value, options.Only); break;
                case "--rounds": options.Rounds = OptionValue.Number(name, value, 1000); break;
                case "--seconds": options.Seconds = OptionValue.Number(name, value, 600); break;
                case "--warm-up": options.WarmUpSeconds = OptionValue.Number(name, value, 600); break;
                case "--rate": options.Rate = OptionValue.Number(name, value, 1_000_000); break;
                case "--nice": options.Nice = OptionValue.Number(name, value, 19, -20); break;
                default: throw new UsageException($"'{name}' is not an option of disturbed.");
            }
        }

        return options;
    }
}
