using System.Runtime.InteropServices;

namespace Canary.Gateway.Hosting;

/// <summary>Runs the gateway until it is asked to stop. Exit codes: 0 after a clean stop, 1 on a failure, 2 on bad settings.</summary>
internal static class GatewayCommand
{
    /// <summary>Runs with the settings of files, environment and <paramref name="args"/>.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var configuration = GatewaySettings.Load(args);
            using var logging = GatewayLogging.Create(configuration);
            await using var application = GatewayApplication.Create(configuration, logging.Loggers, droppedLogLines: () => logging.DroppedLines);
            using var asked = new StopSignals();
            await application.StartAsync(asked.Stop);
            var signal = await asked.WaitAsync();
            await application.StopAsync(skipDelay: signal == PosixSignal.SIGINT, asked.Hurry);
            return 0;
        }
        catch (SettingsException exception)
        {
            foreach (var problem in exception.Problems)
            {
                await Console.Error.WriteLineAsync(problem);
            }

            return 2;
        }
        catch (OperationCanceledException)
        {
            // Asked to stop while starting.
            return 0;
        }
        catch (IOException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }
}
