using Canary.Gateway.Hosting;

namespace Canary.Gateway.Demo;

/// <summary>The command <c>demo backend</c>: one sample backend alone, for a demo of several machines or containers.</summary>
internal static class BackendCommand
{
    /// <summary>Runs until SIGINT or SIGTERM with the settings under <c>Demo</c>, of files, environment and <paramref name="args"/>.</summary>
    public static Task<int> RunAsync(string[] args) => CommandExit.CodeOfAsync(async () =>
    {
        var configuration = GatewaySettings.Load(args);
        var options = SettingsReader.Read<BackendOptions>(configuration, "Demo", BackendOptions.Check);
        using var asked = new StopSignals();
        using var logging = GatewayLogging.Create(configuration);
        var behaviour = new DemoBehaviour(options.ErrorEvery, options.Fastest, options.Slowest);
        await using var backend = await DemoBackend.StartAsync(options.Listen, options.Variant, options.Version, behaviour, logging.Loggers, asked.Stop);
        System.Console.WriteLine($"Sample backend '{options.Variant}', version {options.Version}, listens on {options.Listen}. Ctrl-C ends it.");
        await asked.WaitAsync();
    });
}
