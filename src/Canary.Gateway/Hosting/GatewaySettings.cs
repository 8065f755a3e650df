namespace Canary.Gateway.Hosting;

/// <summary>Where settings come from: <c>appsettings.json</c> beside the program, then in the working directory, then environment, then command line; values that are in files, from there.</summary>
internal static class GatewaySettings
{
    /// <summary>Loads them, later ones over earlier ones.</summary>
    /// <exception cref="SettingsException">A file can't be read, or an argument is not a setting.</exception>
    public static IConfiguration Load(string[] args)
    {
        if (args.FirstOrDefault(arg => !arg.StartsWith('-') && !arg.Contains('=')) is { } stray && !IsValueOfSwitch(args, stray))
        {
            throw new SettingsException([$"'{stray}' is not a command; allowed are demo, healthcheck, keys new, --help, --version, and settings such as --Canary:Store:Kind=Redis."]);
        }

        var environment = Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? "Production";
        try
        {
            return SecretFiles.Resolve(new ConfigurationBuilder()
                .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
                .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true)
                .AddJsonFile(Path.GetFullPath($"appsettings.{environment}.json"), optional: true)
                .AddEnvironmentVariables()
                .AddCommandLine(args)
                .Build());
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException)
        {
            throw new SettingsException([$"{exception.Message} {exception.InnerException?.Message}".TrimEnd()]);
        }
    }

    private static bool IsValueOfSwitch(string[] args, string stray)
    {
        var at = Array.IndexOf(args, stray);
        return at > 0 && args[at - 1].StartsWith("--", StringComparison.Ordinal) && !args[at - 1].Contains('=');
    }
}
