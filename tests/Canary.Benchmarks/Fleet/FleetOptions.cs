using Canary.Benchmarks.Machine;

namespace Canary.Benchmarks.Fleet;

/// <summary>What <c>fleet</c> is asked to do.</summary>
internal sealed class FleetOptions
{
    /// <summary>How many gateways. 1 to 10,000, default 1000.</summary>
    public int Gateways { get; private set; } = 1000;

    /// <summary>Services in the store. 1 to 10,000, default 100.</summary>
    public int Services { get; private set; } = 100;

    /// <summary>How long each phase is measured, in seconds. 1 to 600, default 20.</summary>
    public int Seconds { get; private set; } = 20;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">An option is wrong.</exception>
    public static FleetOptions Parse(string[] args)
    {
        var options = new FleetOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            var (name, value) = (args[i], i + 1 < args.Length ? args[i + 1] : throw new UsageException($"{args[i]} wants a value."));
            switch (name)
            {
                case "--gateways": options.Gateways = OptionValue.Number(name, value, 10_000); break;
                case "--services": options.Services = OptionValue.Number(name, value, 10_000); break;
                case "--seconds": options.Seconds = OptionValue.Number(name, value, 600); break;
                default: throw new UsageException($"'{name}' is not an option of fleet.");
            }
        }

        return options;
    }
}
