using System.Text;
using Canary.Gateway.Telemetry.Logs;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Telemetry.Logs;

public sealed class LogLineQueueTests
{
    private const int LineBytes = 1_024;
    private static readonly byte[] Line = [.. Enumerable.Repeat((byte)'x', LineBytes - 1), (byte)'\n'];

    [Fact]
    public void Dispose_LinesWait_WritesThemAllInOrder()
    {
        using var stream = new MemoryStream();
        var queue = new LogLineQueue(stream, _ => []);
        for (var i = 0; i < 10_000; i++)
        {
            queue.Add(Encoding.UTF8.GetBytes($"{i}\n"));
        }

        queue.Dispose();
        Encoding.UTF8.GetString(stream.ToArray()).ShouldBe(string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{i}\n")));
        queue.Dropped.ShouldBe(0);
    }

    [Fact]
    public async Task Add_NobodyReads_ReturnsAndDropsAndCountsAndLaterSaysSo()
    {
        const int Lines = 3 * LogLineQueue.MaxBytes / LineBytes;
        using var stream = new HeldStream();
        using var queue = new LogLineQueue(stream, lost => Encoding.UTF8.GetBytes($"lost {lost}\n"));
        for (var i = 0; i < Lines; i++)
        {
            queue.Add(Line);
        }

        // What the writer has in its hands is written, what the queue may hold waits, and all the rest is gone.
        var dropped = queue.Dropped;
        dropped.ShouldBeInRange(Lines - (LogLineQueue.MaxBytes / LineBytes) - 200, Lines - (LogLineQueue.MaxBytes / LineBytes));

        stream.LetGo();
        await Eventually.TrueAsync(() => stream.Text.Contains($"lost {dropped}\n", StringComparison.Ordinal), "the loss is said");
        await Eventually.TrueAsync(() => stream.Text.Count(c => c == 'x') == (Lines - dropped) * (LineBytes - 1), "what waited is written");
        queue.Add(Encoding.UTF8.GetBytes("again\n"));
        await Eventually.TrueAsync(() => stream.Text.EndsWith("again\n", StringComparison.Ordinal), "lines are taken again");
    }

    [Fact]
    public async Task Add_StreamIsBroken_CountsAsDropped()
    {
        using var stream = new HeldStream { IsBroken = true };
        stream.LetGo();
        using var queue = new LogLineQueue(stream, _ => []);
        queue.Add(Line);
        await Eventually.TrueAsync(() => queue.Dropped == 1, "the line is counted");
    }

    [Fact]
    public void Add_AfterTheEnd_CountsAsDropped()
    {
        using var stream = new MemoryStream();
        var queue = new LogLineQueue(stream, _ => []);
        queue.Dispose();
        queue.Dispose();
        queue.Add(Line);
        queue.Dropped.ShouldBe(1);
    }

    /// <summary>A pipe that nobody reads until told otherwise.</summary>
    private sealed class HeldStream : MemoryStream
    {
        private readonly ManualResetEventSlim _held = new();
        private readonly StringBuilder _text = new();

        public bool IsBroken { get; init; }

        public string Text
        {
            get
            {
                lock (_text)
                {
                    return _text.ToString();
                }
            }
        }

        public void LetGo() => _held.Set();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _held.Wait();
            if (IsBroken)
            {
                throw new IOException("broken");
            }

            lock (_text)
            {
                _text.Append(Encoding.UTF8.GetString(buffer));
            }
        }
    }
}
