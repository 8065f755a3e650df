using Canary.Gateway.Hosting;

namespace Canary.Gateway.Demo;

/// <summary>The command <c>demo traffic</c>: the demo's users alone, for gateways that run elsewhere.</summary>
internal static class TrafficCommand
{
    /// <summary>Runs until SIGINT or SIGTERM with the settings under <c>Demo</c>, of files, environment and <paramref name="args"/>.</summary>
    public static Task<int> RunAsync(string[] args) => CommandExit.CodeOfAsync(async () =>
    {
        var configuration = GatewaySettings.Load(args);
        var options = SettingsReader.Read<TrafficOptions>(configuration, "Demo", TrafficOptions.Check);
        using var asked = new StopSignals();
        using var logging = GatewayLogging.Create(configuration);
        await using var traffic = DemoTraffic.Start(
            [.. options.Targets.Select(target => new Uri(target))], options.RequestsPerSecond, TimeProvider.System, logging.Loggers.CreateLogger<DemoTraffic>());
        System.Console.WriteLine($"Up to {options.RequestsPerSecond} requests a second go to {string.Join(", ", options.Targets)}. Ctrl-C ends it.");
        await asked.WaitAsync();
    });
}
