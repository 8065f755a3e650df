using Canary.Benchmarks.Machine;

namespace Canary.Benchmarks.Mirror;

/// <summary>What <c>mirror</c> is asked to do.</summary>
internal sealed class MirrorOptions
{
    /// <summary>How often each kind of mirror is measured. 1 to 1000, default 5.</summary>
    public int Rounds { get; private set; } = 5;

    /// <summary>Load of one measurement, in seconds. 1 to 600, default 4.</summary>
    public int Seconds { get; private set; } = 4;

    /// <summary>Load before the first round, in seconds, repeated until nothing is compiled any more. 1 to 600, default 3.</summary>
    public int WarmUpSeconds { get; private set; } = 3;

    /// <summary>Requests per second. Default 2000.</summary>
    public int Rate { get; private set; } = 2000;

    /// <summary>See <see cref="Priority"/>. -20 to 19, default 0.</summary>
    public int Nice { get; private set; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">An option is wrong.</exception>
    public static MirrorOptions Parse(string[] args)
    {
        var options = new MirrorOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            var (name, value) = (args[i], i + 1 < args.Length ? args[i + 1] : throw new UsageException($"{args[i]} wants a value."));
            switch (name)
            {
                case "--rounds": options.Rounds = OptionValue.Number(name, value, 1000); break;
                case "--seconds": options.Seconds = OptionValue.Number(name, value, 600); break;
                case "--warm-up": options.WarmUpSeconds = OptionValue.Number(name, value, 600); break;
                case "--rate": options.Rate = OptionValue.Number(name, value, 1_000_000); break;
                case "--nice": options.Nice = OptionValue.Number(name, value, 19, -20); break;
                default: throw new UsageException($"'{name}' is not an option of mirror.");
            }
        }

        return options;
    }
}
