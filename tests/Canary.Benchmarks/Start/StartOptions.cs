using Canary.Benchmarks.Machine;
using Canary.TestKit;

namespace Canary.Benchmarks.Start;

/// <summary>What <c>start</c> is asked to do.</summary>
internal sealed class StartOptions
{
    /// <summary>How often each subject is started. 1 to 1000, default 9.</summary>
    public int Rounds { get; private set; } = 9;

    /// <summary>Services in the gateway's store. 1 to 100,000, default 1000.</summary>
    public int Services { get; private set; } = 1000;

    /// <summary>See <see cref="Priority"/>. -20 to 19, default 0.</summary>
    public int Nice { get; private set; }

    /// <summary>The gateway's program: as it is built, or as it is published, compiled ahead of time as in the image. Default: as built.</summary>
    public string Program { get; private set; } = Repository.GatewayProgram;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">An option is wrong.</exception>
    public static StartOptions Parse(string[] args)
    {
        var options = new StartOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            var (name, value) = (args[i], i + 1 < args.Length ? args[i + 1] : throw new UsageException($"{args[i]} wants a value."));
            switch (name)
            {
                case "--rounds": options.Rounds = OptionValue.Number(name, value, 1000); break;
                case "--services": options.Services = OptionValue.Number(name, value, 100_000); break;
                case "--program": options.Program = value; break;
                case "--nice": options.Nice = OptionValue.Number(name, value, 19, -20); break;
                default: throw new UsageException($"'{name}' is not an option of start.");
            }
        }

        return options;
    }
}
