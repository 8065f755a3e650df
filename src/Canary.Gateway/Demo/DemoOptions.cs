namespace Canary.Gateway.Demo;

/// <summary>The settings of <c>demo</c>, under <c>Demo</c>.</summary>
internal sealed class DemoOptions
{
    /// <summary>How many requests a second its own traffic has, at most. 1 to 1000, default 20.</summary>
    public int RequestsPerSecond { get; set; } = DemoTraffic.DefaultRequestsPerSecond;

    /// <summary>Adds a line for each value that is out of range.</summary>
    public static void Check(DemoOptions options, List<string> problems) => DemoTraffic.CheckRate(options.RequestsPerSecond, problems);
}
