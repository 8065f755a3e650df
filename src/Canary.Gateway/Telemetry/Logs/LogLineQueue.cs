using System.Buffers;
using System.Collections.Concurrent;

namespace Canary.Gateway.Telemetry.Logs;

/// <summary>Takes lines from any thread without waiting, and writes them to a stream on a thread of its own. Where the stream takes nothing for long, lines are dropped and counted.</summary>
/// <remarks>Bounded by bytes, as a line may have 40 KB or a few hundred bytes.</remarks>
internal sealed class LogLineQueue : IDisposable
{
    /// <summary>The most bytes that wait to be written.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    private const int WriteBytes = 64 * 1024;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    // Not disposed: who logs after the end is told that adding is over, which a disposed one could not say.
    private readonly BlockingCollection<Line> _lines = [];
    private readonly Stream _stream;
    private readonly Func<long, byte[]> _lossLine;
    private readonly Thread _writer;
    private long _waitingBytes;
    private long _dropped;
    private long _droppedAndSaid;

    /// <summary>Starts to write.</summary>
    /// <param name="stream">Where lines go; not disposed.</param>
    /// <param name="lossLine">Makes the line that says how many were lost.</param>
    public LogLineQueue(Stream stream, Func<long, byte[]> lossLine)
    {
        (_stream, _lossLine) = (stream, lossLine);
        _writer = new Thread(WriteLines) { IsBackground = true, Name = "Log lines" };
        _writer.Start();
    }

    /// <summary>Lines that were dropped so far.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Adds a line, or drops and counts it. Never waits.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        if (Interlocked.Add(ref _waitingBytes, line.Length) > MaxBytes || _lines.IsAddingCompleted)
        {
            Interlocked.Add(ref _waitingBytes, -line.Length);
            Interlocked.Increment(ref _dropped);
            return;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(line.Length);
        line.CopyTo(bytes);
        try
        {
            _lines.Add(new Line(bytes, line.Length));
        }
        catch (InvalidOperationException)
        {
            // Disposed at this moment; what is logged after the end is lost, and counted.
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>Writes what waits, for two seconds at most: nobody may read.</summary>
    public void Dispose()
    {
        _lines.CompleteAdding();
        _writer.Join(Farewell);
    }

    private void WriteLines()
    {
        var batch = new ArrayBufferWriter<byte>(WriteBytes);
        foreach (var first in _lines.GetConsumingEnumerable())
        {
            var lines = 1;
            Take(first, batch);
            while (batch.WrittenCount < WriteBytes && _lines.TryTake(out var next))
            {
                Take(next, batch);
                lines++;
            }

            Write(batch.WrittenSpan, lines);
            batch.ResetWrittenCount();
            SayLoss();
        }
    }

    private void Take(Line line, ArrayBufferWriter<byte> batch)
    {
        batch.Write(line.Bytes.AsSpan(0, line.Length));
        ArrayPool<byte>.Shared.Return(line.Bytes);
        Interlocked.Add(ref _waitingBytes, -line.Length);
    }

    private void SayLoss()
    {
        var lost = Dropped - _droppedAndSaid;
        if (lost > 0)
        {
            _droppedAndSaid += lost;
            Write(_lossLine(lost), 0);
        }
    }

    private void Write(ReadOnlySpan<byte> bytes, int lines)
    {
        try
        {
            _stream.Write(bytes);
        }
        catch (IOException)
        {
            // There is no place left to say it but the counter.
            Interlocked.Add(ref _dropped, lines);
        }
    }

    private readonly record struct Line(byte[] Bytes, int Length);
}
