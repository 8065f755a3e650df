using System.Globalization;

namespace Canary.Gateway.Telemetry;

/// <summary>Counts a variant's answers by status code, with room only for codes that occurred.</summary>
/// <remarks>
/// A variant answers with few different codes. The first ones get a cell in the variant's own stripes; those beyond get a
/// counter each. Codes get their place under a lock, once; counting reads one byte to find it.
/// </remarks>
internal sealed class StatusCodeCells
{
    private const int Lowest = 100;
    private const int Highest = 999;
    private const int InternalServerError = 500;
    private const byte Unplaced = 0;
    private const byte Rare = byte.MaxValue;

    private static readonly int[] FromTheStart = [200, 500, 502, 503, 504];
    private static readonly string[] Labels =
        [.. Enumerable.Range(Lowest, Highest - Lowest + 1).Select(code => code.ToString(CultureInfo.InvariantCulture))];

    private readonly Lock _placing = new();
    private readonly StripedCells _cells;
    private readonly int _firstCell;
    private readonly int _roomForCodes;

    // By code: Unplaced, 1 + its cell, or Rare. Written under the lock after the place is ready; read by everyone.
    private readonly byte[] _placeOf = new byte[Highest - Lowest + 1];
    private StripedCounter?[]? _rare;
    private int _placed;

    /// <summary>Codes 200, 500, 502, 503 and 504 are there from the start, at zero, so that the first error is an increase.</summary>
    /// <param name="cells">The variant's counters.</param>
    /// <param name="firstCell">The first cell for codes.</param>
    /// <param name="roomForCodes">How many cells there are for codes.</param>
    public StatusCodeCells(StripedCells cells, int firstCell, int roomForCodes)
    {
        _cells = cells;
        _firstCell = firstCell;
        _roomForCodes = roomForCodes;
        foreach (var code in FromTheStart)
        {
            Place(code - Lowest);
        }
    }

    /// <summary>The label value of a code, 100 to 999.</summary>
    public static string LabelOf(int code) => Labels[code - Lowest];

    /// <summary>Counts one answer.</summary>
    /// <param name="stripe">The variant's counters on this core.</param>
    /// <param name="code">100 to 999; anything else is no status of HTTP and counted as 500.</param>
    public void Count(Span<long> stripe, int code)
    {
        var index = code is >= Lowest and <= Highest ? code - Lowest : InternalServerError - Lowest;
        var place = Volatile.Read(ref _placeOf[index]);
        if (place == Unplaced)
        {
            place = Place(index);
        }

        if (place != Rare)
        {
            Interlocked.Increment(ref stripe[_firstCell + place - 1]);
        }
        else
        {
            _rare![index]!.Increment();
        }
    }

    /// <summary>The lowest code above <paramref name="code"/> that has a count, or -1.</summary>
    public int NextAfter(int code)
    {
        var from = Math.Max(code + 1, Lowest) - Lowest;
        var found = from > Highest - Lowest ? -1 : _placeOf.AsSpan(from).IndexOfAnyExcept(Unplaced);
        return found < 0 ? -1 : found + from + Lowest;
    }

    /// <summary>How many answers had this code, 0 for a code that never occurred.</summary>
    public long CountOf(int code) => Volatile.Read(ref _placeOf[code - Lowest]) switch
    {
        Unplaced => 0,
        Rare => _rare![code - Lowest]!.Value,
        var place => _cells.Sum(_firstCell + place - 1),
    };

    private byte Place(int index)
    {
        lock (_placing)
        {
            if (_placeOf[index] != Unplaced)
            {
                return _placeOf[index];
            }

            var place = Rare;
            if (_placed < _roomForCodes)
            {
                place = (byte)++_placed;
            }
            else
            {
                _rare ??= new StripedCounter?[_placeOf.Length];
                _rare[index] = new StripedCounter();
            }

            Volatile.Write(ref _placeOf[index], place);
            return place;
        }
    }
}
