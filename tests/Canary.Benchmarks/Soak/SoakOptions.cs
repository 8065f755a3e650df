using Canary.Benchmarks.Machine;

namespace Canary.Benchmarks.Soak;

/// <summary>What <c>soak</c> is asked to do.</summary>
internal sealed class SoakOptions
{
    /// <summary>How long, in seconds. 10 to 86,400, default 1800.</summary>
    public int Seconds { get; private set; } = 1_800;

    /// <summary>How many faults of gateways, Redis and the network, spread over that time; backends misbehave beside them. 1 to 10,000, default 60.</summary>
    public int Faults { get; private set; } = 60;

    /// <summary>What faults, changes and users come from. Default 1.</summary>
    public int Seed { get; private set; } = 1;

    /// <summary>Requests per second over all gateways. Default 150.</summary>
    public int Rate { get; private set; } = 150;

    /// <summary>A folder for the gateways' logs. Default none.</summary>
    public string? Logs { get; private set; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">An option is wrong.</exception>
    public static SoakOptions Parse(string[] args)
    {
        var options = new SoakOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            var (name, value) = (args[i], i + 1 < args.Length ? args[i + 1] : throw new UsageException($"{args[i]} wants a value."));
            switch (name)
            {
                case "--seconds": options.Seconds = OptionValue.Number(name, value, 86_400, 10); break;
                case "--faults": options.Faults = OptionValue.Number(name, value, 10_000); break;
                case "--seed": options.Seed = OptionValue.Number(name, value, int.MaxValue); break;
                case "--rate": options.Rate = OptionValue.Number(name, value, 100_000); break;
                case "--logs": options.Logs = value; break;
                default: throw new UsageException($"'{name}' is not an option of soak.");
            }
        }

        return options;
    }
}
