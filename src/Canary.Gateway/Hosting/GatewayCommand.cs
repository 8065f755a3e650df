using System.Runtime.InteropServices;

namespace Canary.Gateway.Hosting;

/// <summary>Runs the gateway until it is asked to stop. Exit codes: 0 after a clean stop, 1 on a failure, 2 on bad settings.</summary>
internal static class GatewayCommand
{
    /// <summary>Runs with the settings of files, environment and <paramref name="args"/>.</summary>
    public static Task<int> RunAsync(string[] args) => CommandExit.CodeOfAsync(async () =>
    {
        var configuration = GatewaySettings.Load(args);
        using var logging = GatewayLogging.Create(configuration);
        await using var application = GatewayApplication.Create(configuration, logging.Loggers, droppedLogLines: () => logging.DroppedLines);
        using var asked = new StopSignals();
        await application.StartAsync(asked.Stop);
        var signal = await asked.WaitAsync();
        await application.StopAsync(skipDelay: signal == PosixSignal.SIGINT, asked.Hurry);
    });
}
