namespace Canary.Gateway.Demo;

/// <summary>The settings of <c>demo backend</c>, under <c>Demo</c>.</summary>
internal sealed class BackendOptions
{
    /// <summary>Where it listens: an <c>http://</c> address. Default <c>http://0.0.0.0:8080</c>.</summary>
    public string Listen { get; set; } = "http://0.0.0.0:8080";

    /// <summary>The variant that its answers name. Default <c>stable</c>.</summary>
    public string Variant { get; set; } = "stable";

    /// <summary>The version that its answers name. Default <c>1.0.0</c>.</summary>
    public string Version { get; set; } = "1.0.0";

    /// <summary>Every so many requests one is answered with 500. 0 or more, default 0: none.</summary>
    public int ErrorEvery { get; set; } = DemoBehaviour.Good.ErrorEvery;

    /// <summary>The least time that an answer takes. 0 to 1 min, default 2 ms.</summary>
    public TimeSpan Fastest { get; set; } = DemoBehaviour.Good.Fastest;

    /// <summary>The most time that an answer takes. <see cref="Fastest"/> to 1 min, default 8 ms.</summary>
    public TimeSpan Slowest { get; set; } = DemoBehaviour.Good.Slowest;

    /// <summary>Adds a line for each value that is out of range.</summary>
    public static void Check(BackendOptions options, List<string> problems)
    {
        DemoAddress.Check("Demo:Listen", options.Listen, problems);
        if (options.ErrorEvery < 0)
        {
            problems.Add($"Demo:ErrorEvery is {options.ErrorEvery}; allowed is 0 (no errors) or more.");
        }

        if (options.Fastest < TimeSpan.Zero || options.Fastest > options.Slowest || options.Slowest > TimeSpan.FromMinutes(1))
        {
            problems.Add($"Demo:Fastest is {options.Fastest} and Demo:Slowest {options.Slowest}; allowed is 0s to 1m, the slowest not below the fastest.");
        }
    }
}
