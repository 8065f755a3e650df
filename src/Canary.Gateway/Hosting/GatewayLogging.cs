using Microsoft.Extensions.Logging.Console;

namespace Canary.Gateway.Hosting;

/// <summary>The one logging pipeline of the process: lines on the console, levels by the section <c>Logging</c>.</summary>
internal static class GatewayLogging
{
    /// <summary>A factory whose defaults are Information for the gateway and Warning for the libraries.</summary>
    public static ILoggerFactory Create(IConfiguration configuration) => LoggerFactory.Create(logging => logging
        .SetMinimumLevel(LogLevel.Information)
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddFilter("Yarp", LogLevel.Warning)

        // Its only errors are those that end the start, and the program says those itself, in one line.
        .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
        .AddConfiguration(configuration.GetSection("Logging"))
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        })
        .Services.Configure<ConsoleLoggerOptions>(console =>
        {
            // Whoever reads the console may stop reading; requests do not wait for that. What is lost is said in the log.
            console.MaxQueueLength = 10_000;
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        }));
}
