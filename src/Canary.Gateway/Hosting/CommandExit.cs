namespace Canary.Gateway.Hosting;

/// <summary>How a command ends: its exit code, and what it says where it is not 0.</summary>
internal static class CommandExit
{
    /// <summary>Runs a command.</summary>
    /// <returns>0 after a clean stop, 1 on a failure, 2 on bad settings, each problem said in one line on standard error.</returns>
    public static async Task<int> CodeOfAsync(Func<Task> command)
    {
        try
        {
            await command();
            return 0;
        }
        catch (SettingsException exception)
        {
            foreach (var problem in exception.Problems)
            {
                await System.Console.Error.WriteLineAsync(problem);
            }

            return 2;
        }
        catch (OperationCanceledException)
        {
            // Asked to stop while starting.
            return 0;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            await System.Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }
}
