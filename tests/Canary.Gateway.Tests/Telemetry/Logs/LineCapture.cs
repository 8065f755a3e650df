using System.Text;
using Canary.Gateway.Telemetry.Logs;
using Microsoft.Extensions.Logging;

namespace Canary.Gateway.Tests.Telemetry.Logs;

/// <summary>The process's own log pipeline with a stream in memory in place of standard output.</summary>
internal sealed class LineCapture : IDisposable
{
    private readonly MemoryStream _stream = new();
    private readonly LineLoggerProvider _provider;

    public LineCapture(LogFormat format = LogFormat.Json)
    {
        _provider = new LineLoggerProvider(format == LogFormat.Json ? new EcsFormat("1.2.3", "under-test") : new TextFormat(), _stream, TimeProvider.System);
        Loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_provider));
    }

    public ILoggerFactory Loggers { get; }

    /// <summary>Ends the pipeline and gives what it wrote, in lines as <c>\n</c> ends them.</summary>
    public IReadOnlyList<string> Finish()
    {
        _provider.Dispose();
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(_stream.ToArray());
        text.ShouldEndWith("\n");
        return text[..^1].Split('\n');
    }

    public void Dispose()
    {
        Loggers.Dispose();
        _provider.Dispose();
    }
}
