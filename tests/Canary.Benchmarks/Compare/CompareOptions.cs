using Canary.Benchmarks.Machine;

namespace Canary.Benchmarks.Compare;

/// <summary>What <c>compare</c> is asked to do.</summary>
internal sealed class CompareOptions
{
    /// <summary>Names of scenarios. Default all.</summary>
    public IReadOnlyList<string> Scenarios { get; private set; } = [.. Scenario.All.Select(s => s.Name)];

    /// <summary>Names of subjects. Default all.</summary>
    public IReadOnlyList<string> Only { get; private set; } = ["gateway", "yarp", "yarp-quiet", "nginx", "haproxy", "caddy"];

    /// <summary>How often each subject is measured. 1 to 1000, default 5.</summary>
    public int Rounds { get; private set; } = 5;

    /// <summary>Load of one round and subject, in seconds. 1 to 600, default 4.</summary>
    public int Seconds { get; private set; } = 4;

    /// <summary>Load before the first round, in seconds, repeated until nothing is compiled any more. 1 to 600, default 3.</summary>
    public int WarmUpSeconds { get; private set; } = 3;

    /// <summary>Priority of subjects, backends and load; see <see cref="Priority"/>. -20 to 19, default 0.</summary>
    public int Nice { get; private set; }

    /// <summary>Requests per second of the fixed-rate scenario; null: 60% of stock YARP's most.</summary>
    public int? Rate { get; private set; }

    /// <summary>Further builds of the gateway: names and programs.</summary>
    public List<KeyValuePair<string, string>> Also { get; } = [];

    /// <summary>Environment variables of the gateway.</summary>
    public Dictionary<string, string> GatewayEnvironment { get; } = [];

    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">An option is wrong.</exception>
    public static CompareOptions Parse(string[] args)
    {
        var options = new CompareOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            var (name, value) = (args[i], i + 1 < args.Length ? args[i + 1] : throw new UsageException($"{args[i]} wants a value."));
            switch (name)
            {
                case "--scenario": options.Scenarios = OptionValue.OneOf(name, value, Scenario.All.Select(s => s.Name)); break;
                case "--only": options.Only = OptionValue.OneOf(name, value, options.Only); break;
                case "--rounds": options.Rounds = OptionValue.Number(name, value, 1000); break;
                case "--seconds": options.Seconds = OptionValue.Number(name, value, 600); break;
                case "--warm-up": options.WarmUpSeconds = OptionValue.Number(name, value, 600); break;
                case "--rate": options.Rate = OptionValue.Number(name, value, 10_000_000); break;
                case "--nice": options.Nice = OptionValue.Number(name, value, 19, -20); break;
                case "--also": options.Also.Add(OptionValue.Pair(name, value)); break;
                case "--gateway-env": ((ICollection<KeyValuePair<string, string>>)options.GatewayEnvironment).Add(OptionValue.Pair(name, value)); break;
                default: throw new UsageException($"'{name}' is not an option of compare.");
            }
        }

        return options;
    }
}
