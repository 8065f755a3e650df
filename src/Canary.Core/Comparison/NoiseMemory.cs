namespace Canary.Core.Comparison;

/// <summary>The places that two answers of the same variant differed at, each for a while after it was last seen. Used by one at a time.</summary>
public sealed class NoiseMemory
{
    /// <summary>The most places; a further one takes the place of that not seen for longest.</summary>
    public const int Most = 200;

    /// <summary>How long a place is remembered after it was last seen.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly Dictionary<string, DateTimeOffset> _seenAt = new(StringComparer.Ordinal);
    private PlaceSet _places = PlaceSet.Empty;

    /// <summary>The patterns that are remembered, sorted.</summary>
    public IReadOnlyList<string> Patterns => [.. _seenAt.Keys.Order(StringComparer.Ordinal)];

    /// <summary>What is remembered; what was not seen for long is forgotten.</summary>
    public PlaceSet At(DateTimeOffset now)
    {
        var forgotten = false;
        foreach (var (pattern, seenAt) in _seenAt)
        {
            forgotten |= now - seenAt > Kept && _seenAt.Remove(pattern);
        }

        if (forgotten)
        {
            _places = PlaceSet.Of(_seenAt.Keys);
        }

        return _places;
    }

    /// <summary>Two answers of the same variant differed.</summary>
    public void Learn(IReadOnlyList<Difference> differences, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(differences);
        var isNew = false;
        foreach (var difference in differences)
        {
            if (!_seenAt.ContainsKey(difference.Pattern))
            {
                isNew = true;
                if (_seenAt.Count >= Most)
                {
                    _seenAt.Remove(_seenAt.MinBy(seen => seen.Value).Key);
                }
            }

            _seenAt[difference.Pattern] = now;
        }

        if (isNew)
        {
            _places = PlaceSet.Of(_seenAt.Keys);
        }
    }
}
