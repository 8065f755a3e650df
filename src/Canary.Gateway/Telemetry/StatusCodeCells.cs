using System.Globalization;

namespace Canary.Gateway.Telemetry;

/// <summary>Counts a variant's answers by status code, with room only for codes that occurred.</summary>
/// <remarks>
/// A variant answers with few different codes. The first ones get a cell in the variant's own stripes; those beyond get a
/// counter each. Codes get their place under a lock, once; counting reads one byte to find it. Places are kept by hundreds
/// of codes, as most variants have two or three of these.
/// </remarks>
internal sealed class StatusCodeCells
{
    private const int Lowest = 100;
    private const int Highest = 999;
    private const int CodesPerPage = 100;
    private const int InternalServerError = 500;
    private const byte Unplaced = 0;
    private const byte Rare = byte.MaxValue;

    // Of codes that no variant has had; never written.
    private static readonly byte[] EmptyPage = new byte[CodesPerPage];
    private static readonly int[] FromTheStart = [200, 500, 502, 503, 504];
    private static readonly string[] Labels =
        [.. Enumerable.Range(Lowest, Highest - Lowest + 1).Select(code => code.ToString(CultureInfo.InvariantCulture))];

    private readonly Lock _placing = new();
    private readonly StripedCells _cells;
    private readonly int _firstCell;
    private readonly int _roomForCodes;

    // By code, a page for each hundred: Unplaced, 1 + its cell, or Rare. Written under the lock after the place is ready; read by everyone.
    private readonly byte[][] _places = new byte[(Highest - Lowest + 1) / CodesPerPage][];
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
        Array.Fill(_places, EmptyPage);
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
        var place = PlaceOf(index);
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
        for (var index = Math.Max(code + 1, Lowest) - Lowest; index <= Highest - Lowest; index = (index / CodesPerPage + 1) * CodesPerPage)
        {
            var found = Volatile.Read(ref _places[index / CodesPerPage]).AsSpan(index % CodesPerPage).IndexOfAnyExcept(Unplaced);
            if (found >= 0)
            {
                return index + found + Lowest;
            }
        }

        return -1;
    }

    /// <summary>How many answers had this code, 0 for a code that never occurred.</summary>
    public long CountOf(int code) => PlaceOf(code - Lowest) switch
    {
        Unplaced => 0,
        Rare => _rare![code - Lowest]!.Value,
        var place => _cells.Sum(_firstCell + place - 1),
    };

    private byte PlaceOf(int index) => Volatile.Read(ref Volatile.Read(ref _places[index / CodesPerPage])[index % CodesPerPage]);

    private byte Place(int index)
    {
        lock (_placing)
        {
            if (PlaceOf(index) is var known and not Unplaced)
            {
                return known;
            }

            var place = Rare;
            if (_placed < _roomForCodes)
            {
                place = (byte)++_placed;
            }
            else
            {
                _rare ??= new StripedCounter?[Highest - Lowest + 1];
                _rare[index] = new StripedCounter();
            }

            ref var page = ref _places[index / CodesPerPage];
            if (ReferenceEquals(page, EmptyPage))
            {
                Volatile.Write(ref page, new byte[CodesPerPage]);
            }

            Volatile.Write(ref page[index % CodesPerPage], place);
            return place;
        }
    }
}
