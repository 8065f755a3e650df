using System.Buffers;

namespace Canary.Gateway.Telemetry.Logs;

/// <summary>Writes events as lines. Safe for concurrent use.</summary>
internal interface ILineFormat
{
    /// <summary>Writes one line with its end. Whatever the event holds, it is one line, valid UTF-8, of at most some 40 KB.</summary>
    void Write(IBufferWriter<byte> line, scoped in LogEvent entry);
}
