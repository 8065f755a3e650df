namespace Canary.Gateway.Demo;

/// <summary>The settings of <c>demo traffic</c>, under <c>Demo</c>.</summary>
internal sealed class TrafficOptions
{
    /// <summary>Gateways that act as one: <c>http://</c> addresses of their proxy listeners. Default none; at least one is needed.</summary>
    public IList<string> Targets { get; } = [];

    /// <summary>How many requests a second, at most. 1 to 1000, default 20.</summary>
    public int RequestsPerSecond { get; set; } = DemoTraffic.DefaultRequestsPerSecond;

    /// <summary>Adds a line for each value that is out of range.</summary>
    public static void Check(TrafficOptions options, List<string> problems)
    {
        if (options.Targets.Count == 0)
        {
            problems.Add("Demo:Targets:0 is missing; it is the address of a gateway, as http://gateway:8080.");
        }

        for (var i = 0; i < options.Targets.Count; i++)
        {
            DemoAddress.Check($"Demo:Targets:{i}", options.Targets[i], problems);
        }

        DemoTraffic.CheckRate(options.RequestsPerSecond, problems);
    }
}
