using System.Numerics;
using System.Runtime.InteropServices;

namespace Canary.Gateway.Telemetry;

/// <summary>A group of counters, kept once for each core, so that cores count without taking cache lines from one another.</summary>
/// <remarks>
/// Each core adds to its own stripe: one block of whole cache lines that holds all counters of the group. A reader sums
/// the stripes. Writers are any threads, by interlocked adds, as a thread may change cores between choosing a stripe and
/// adding to it. Stripes are limited to <see cref="MaxStripes"/>: with more cores, some share one, which costs time but no count.
/// </remarks>
internal sealed class StripedCells
{
    /// <summary>The most stripes; bounds the memory of 10,000 services on a large machine.</summary>
    public const int MaxStripes = 16;

    private const int LineBytes = 64;
    private const int LineCells = LineBytes / sizeof(long);

    private static readonly int Stripes = (int)Math.Min(MaxStripes, BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount));

    private readonly long[] _cells;
    private readonly int _first;
    private readonly int _stride;
    private readonly int _width;

    /// <summary>Counters at zero.</summary>
    /// <param name="width">How many, 1 or more; multiples of 8 waste nothing.</param>
    public StripedCells(int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        _width = width;
        _stride = (width + LineCells - 1) / LineCells * LineCells;

        // Pinned, as alignment would not survive a move.
        _cells = GC.AllocateArray<long>((_stride * Stripes) + LineCells - 1, pinned: true);
        var address = Marshal.UnsafeAddrOfPinnedArrayElement(_cells, 0);
        _first = (int)(-address & (LineBytes - 1)) / sizeof(long);
    }

    /// <summary>The counters of the core that this thread runs on, to be changed by interlocked operations only.</summary>
    public Span<long> CurrentStripe() =>
        _cells.AsSpan(_first + ((Thread.GetCurrentProcessorId() & (Stripes - 1)) * _stride), _width);

    /// <summary>A counter's value over all cores. What was counted before the call is in it.</summary>
    public long Sum(int cell)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)cell, (uint)_width);
        var sum = 0L;
        for (var stripe = 0; stripe < Stripes; stripe++)
        {
            sum += Volatile.Read(ref _cells[_first + (stripe * _stride) + cell]);
        }

        return sum;
    }
}
