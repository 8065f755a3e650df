using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Canary.Benchmarks.Loads;

/// <summary>Sends a request every 1/rate seconds, whatever the answers do, and counts latency from when a request was due.</summary>
/// <remarks>
/// A generator that waits for answers leaves out the requests that a slow moment would have hit. This one does not: where all
/// connections are busy, requests that are due wait, and their waiting counts. One thread, blocking <c>ppoll</c>, no pipelining.
/// </remarks>
internal sealed class OpenLoopGenerator : IDisposable
{
    // The first answers find this program not yet compiled; they are sent, and counted as requests, but not as latencies.
    private const double UnrecordedSeconds = 0.7;
    private const double PatienceSeconds = 20;
    private const int PrSetTimerSlack = 29;
    private const short PollIn = 1;

    private readonly OpenLoopConnection[] _connections;
    private readonly PollEntry[] _entries;
    private readonly Stack<int> _idle = [];
    private readonly double _ticksPerRequest;
    private readonly List<double> _latencies = [];
    private long _answered;
    private long _errors;

    /// <summary>Connects.</summary>
    public OpenLoopGenerator(int port, double rate, int connections)
    {
        _ticksPerRequest = Stopwatch.Frequency / rate;
        _connections = [.. Enumerable.Range(0, connections).Select(i => new OpenLoopConnection(port, i))];
        _entries = Array.ConvertAll(_connections, c => new PollEntry { Descriptor = c.Descriptor, Events = PollIn });
        foreach (var i in Enumerable.Range(0, connections))
        {
            _idle.Push(i);
        }

        // Else a sleep ends up to 50 microseconds late.
        _ = SetProcessOption(PrSetTimerSlack, 1, 0, 0, 0);
    }

    /// <summary>Sends for some time, then waits for the answers.</summary>
    public LoadResult Run(double seconds)
    {
        var start = Stopwatch.GetTimestamp();
        var record = start + (long)(UnrecordedSeconds * Stopwatch.Frequency);
        var requests = (long)(seconds * Stopwatch.Frequency / _ticksPerRequest);
        var sent = 0L;
        while (_answered + _errors < requests)
        {
            var now = Stopwatch.GetTimestamp();
            var due = Due(sent);
            while (sent < requests && due <= now && _idle.TryPop(out var free))
            {
                _connections[free].Send(due);
                due = Due(++sent);
            }

            if (Stopwatch.GetElapsedTime(start, now).TotalSeconds > seconds + PatienceSeconds)
            {
                _errors += requests - _answered - _errors;
                break;
            }

            Receive(sent < requests && _idle.Count > 0 ? due - now : Stopwatch.Frequency, record);
        }

        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return LoadResult.Of([.. _latencies], _errors, elapsed) with { Requests = _answered };

        long Due(long request) => start + (long)(request * _ticksPerRequest);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }
    }

    [DllImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    private static extern int Poll([In, Out] PollEntry[] entries, nuint count, in WaitTime timeout, nint signals);

    [DllImport("libc", EntryPoint = "prctl")]
    private static extern int SetProcessOption(int option, nuint a, nuint b, nuint c, nuint d);

    private void Receive(long ticks, long record)
    {
        var nanoseconds = Math.Max(0, ticks) * (1_000_000_000 / Stopwatch.Frequency);
        var timeout = new WaitTime { Seconds = (nint)(nanoseconds / 1_000_000_000), Nanoseconds = (nint)(nanoseconds % 1_000_000_000) };
        if (Poll(_entries, (nuint)_entries.Length, timeout, 0) <= 0)
        {
            return;
        }

        for (var i = 0; i < _entries.Length; i++)
        {
            if (_entries[i].Returned == 0 || !_connections[i].Receive(out var isGood))
            {
                continue;
            }

            var due = _connections[i].Due;
            _idle.Push(i);
            if (!isGood)
            {
                _errors++;
                continue;
            }

            _answered++;
            if (due >= record)
            {
                _latencies.Add(Stopwatch.GetElapsedTime(due).TotalMilliseconds);
            }
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct WaitTime
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
