using Canary.Gateway.Telemetry.Logs;

namespace Canary.Gateway.Hosting;

/// <summary>The one logging pipeline of the process: lines on standard output, in the format of <c>Canary:Logs</c>, levels by the section <c>Logging</c>.</summary>
internal sealed class GatewayLogging : IDisposable
{
    private readonly LineLoggerProvider _lines;

    private GatewayLogging(LineLoggerProvider lines, ILoggerFactory loggers) => (_lines, Loggers) = (lines, loggers);

    /// <summary>Where logs go.</summary>
    public ILoggerFactory Loggers { get; }

    /// <summary>Lines that were dropped so far, as nobody read them fast enough.</summary>
    public long DroppedLines => _lines.Dropped;

    /// <summary>A pipeline whose defaults are Information for the gateway and Warning for the libraries.</summary>
    /// <exception cref="SettingsException">Settings are wrong.</exception>
    public static GatewayLogging Create(IConfiguration configuration)
    {
        var options = SettingsReader.Read(configuration);
        ILineFormat format = options.Logs.Format == LogFormat.Text ? new TextFormat() : new EcsFormat(GatewayVersion.Current, options.Instance.Id);
        var lines = new LineLoggerProvider(format, System.Console.OpenStandardOutput(), TimeProvider.System);
        return new GatewayLogging(lines, LoggerFactory.Create(logging => logging
            .SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Yarp", LogLevel.Warning)

            // One line with a stack trace for each request that fails; the gateway says it once in a while.
            .AddFilter("Yarp.ReverseProxy.Forwarder", LogLevel.None)

            // Its only errors are those that end the start, and the program says those itself, in one line.
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
            .AddConfiguration(configuration.GetSection("Logging"))
            .AddProvider(lines)));
    }

    /// <summary>Writes what waits, for two seconds at most.</summary>
    public void Dispose()
    {
        Loggers.Dispose();

        // The factory does not dispose what it did not make.
        _lines.Dispose();
    }
}
