using Canary.Benchmarks.Machine;

namespace Canary.Benchmarks.Scale;

/// <summary>What <c>scale</c> is asked to do.</summary>
internal sealed class ScaleOptions
{
    /// <summary>Numbers of services, with 10 rules each. Default 1, 100, 10,000.</summary>
    public IReadOnlyList<int> Services { get; private set; } = [1, 100, 10_000];

    /// <summary>Numbers of rules of the one service. Default 1, 1000.</summary>
    public IReadOnlyList<int> Rules { get; private set; } = [1, 1000];

    /// <summary>How often the gateway and stock YARP are started to compare how long that takes. 0 to 1000, default 5.</summary>
    public int Starts { get; private set; } = 5;

    /// <summary>How often requests are measured. 1 to 1000, default 3.</summary>
    public int Rounds { get; private set; } = 3;

    /// <summary>Load of one round, in seconds. 1 to 600, default 4.</summary>
    public int Seconds { get; private set; } = 4;

    /// <summary>Load before the first round, in seconds, repeated until nothing is compiled any more. 1 to 600, default 3.</summary>
    public int WarmUpSeconds { get; private set; } = 3;

    /// <summary>Requests per second while changes are made. Default 2000.</summary>
    public int Rate { get; private set; } = 2000;

    /// <summary>See <see cref="Priority"/>. -20 to 19, default 0.</summary>
    public int Nice { get; private set; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">An option is wrong.</exception>
    public static ScaleOptions Parse(string[] args)
    {
        var options = new ScaleOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            var (name, value) = (args[i], i + 1 < args.Length ? args[i + 1] : throw new UsageException($"{args[i]} wants a value."));
            switch (name)
            {
                case "--services": options.Services = Numbers(name, value, 100_000); break;
                case "--rules": options.Rules = Numbers(name, value, 1000); break;
                case "--starts": options.Starts = OptionValue.Number(name, value, 1000, 0); break;
                case "--rounds": options.Rounds = OptionValue.Number(name, value, 1000); break;
                case "--seconds": options.Seconds = OptionValue.Number(name, value, 600); break;
                case "--warm-up": options.WarmUpSeconds = OptionValue.Number(name, value, 600); break;
                case "--rate": options.Rate = OptionValue.Number(name, value, 1_000_000); break;
                case "--nice": options.Nice = OptionValue.Number(name, value, 19, -20); break;
                default: throw new UsageException($"'{name}' is not an option of scale.");
            }
        }

        return options;
    }

    private static int[] Numbers(string option, string value, int most) =>
        [.. value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(text => OptionValue.Number(option, text, most))];
}
