using System.Buffers;
using System.Collections.Concurrent;

namespace Canary.Gateway.Telemetry.Logs;

/// <summary>The loggers of the process: each event becomes a line in the format of the settings, and goes to a stream by way of a bounded queue.</summary>
internal sealed class LineLoggerProvider : ILoggerProvider
{
    private const int UsualLineBytes = 1_024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _lineOfThisThread;

    private readonly ConcurrentDictionary<string, ILogger> _loggers = new(StringComparer.Ordinal);
    private readonly ILineFormat _format;
    private readonly TimeProvider _time;
    private readonly LogLineQueue _queue;

    /// <summary>Starts the queue.</summary>
    /// <param name="format">How lines look.</param>
    /// <param name="stream">Where they go; not disposed.</param>
    /// <param name="time">The clock of their timestamps.</param>
    public LineLoggerProvider(ILineFormat format, Stream stream, TimeProvider time)
    {
        (_format, _time) = (format, time);
        _queue = new LogLineQueue(stream, lost => LossLine(lost).ToArray());
    }

    /// <summary>Lines that were dropped so far, as nobody read them.</summary>
    public long Dropped => _queue.Dropped;

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => _loggers.GetOrAdd(categoryName, name => new LineLogger(this, name));

    /// <summary>Writes what waits, for two seconds at most.</summary>
    public void Dispose() => _queue.Dispose();

    private ReadOnlySpan<byte> LossLine(long lost) => Format(new LogEvent(
        _time.GetUtcNow(), LogLevel.Warning, typeof(LogLineQueue).FullName!, new EventId(1550, "LinesDropped"),
        $"{lost} log lines were dropped, as nobody read them fast enough", null, null));

    private ReadOnlySpan<byte> Format(scoped in LogEvent entry)
    {
        var line = _lineOfThisThread ??= new ArrayBufferWriter<byte>(UsualLineBytes);
        line.ResetWrittenCount();
        _format.Write(line, entry);
        return line.WrittenSpan;
    }

    private sealed class LineLogger(LineLoggerProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var message = formatter(state, exception);
            provider._queue.Add(provider.Format(new LogEvent(provider._time.GetUtcNow(), logLevel, category, eventId, message, state, exception)));
        }
    }
}
