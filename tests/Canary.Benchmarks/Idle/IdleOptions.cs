using Canary.Benchmarks.Machine;

namespace Canary.Benchmarks.Idle;

/// <summary>What <c>idle</c> is asked to do.</summary>
internal sealed class IdleOptions
{
    /// <summary>How often each subject is measured. 1 to 1000, default 3.</summary>
    public int Rounds { get; private set; } = 3;

    /// <summary>Keep-alive connections. 1 to 100,000, default 10,000.</summary>
    public int Connections { get; private set; } = 10_000;

    /// <summary>Open WebSockets. 1 to 100,000, default 1000.</summary>
    public int WebSockets { get; private set; } = 1000;

    /// <summary>See <see cref="Priority"/>. -20 to 19, default 0.</summary>
    public int Nice { get; private set; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">An option is wrong.</exception>
    public static IdleOptions Parse(string[] args)
    {
        var options = new IdleOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            var (name, value) = (args[i], i + 1 < args.Length ? args[i + 1] : throw new UsageException($"{args[i]} wants a value."));
            switch (name)
            {
                case "--rounds": options.Rounds = OptionValue.Number(name, value, 1000); break;
                case "--connections": options.Connections = OptionValue.Number(name, value, 100_000); break;
                case "--websockets": options.WebSockets = OptionValue.Number(name, value, 100_000); break;
                case "--nice": options.Nice = OptionValue.Number(name, value, 19, -20); break;
                default: throw new UsageException($"'{name}' is not an option of idle.");
            }
        }

        return options;
    }
}
