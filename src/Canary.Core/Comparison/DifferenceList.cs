using System.Globalization;

namespace Canary.Core.Comparison;

/// <summary>Collects the first differences that are neither ignored nor noise, and knows where in a JSON body the comparison is.</summary>
/// <param name="ignored">Places that may differ.</param>
/// <param name="noise">Places that are known to differ between two answers of the same variant.</param>
/// <param name="most">How many are collected.</param>
internal sealed class DifferenceList(PlaceSet ignored, PlaceSet noise, int most)
{
    private const int LongestPlace = 200;

    private readonly List<Difference> _found = [];
    private readonly List<(string Part, bool IsIndex)> _path = [];

    /// <summary>What was found so far.</summary>
    public IReadOnlyList<Difference> Found => _found;

    /// <summary>Whether there were differences that are noise.</summary>
    public bool HasNoise { get; private set; }

    /// <summary>Whether no more is collected.</summary>
    public bool IsFull => _found.Count >= most;

    /// <summary>Goes down to a member of an object.</summary>
    public void Enter(string name) => _path.Add((name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal), false));

    /// <summary>Goes down to an item of an array.</summary>
    public void Enter(int index) => _path.Add((index.ToString(CultureInfo.InvariantCulture), true));

    /// <summary>Goes up again.</summary>
    public void Leave() => _path.RemoveAt(_path.Count - 1);

    /// <summary>The answers differ here, in a JSON body.</summary>
    public void AddHere(DifferenceKind kind) => Add(
        _path.Count == 0 ? PlaceSet.Root : string.Concat(_path.Select(part => "/" + part.Part)),
        _path.Count == 0 ? PlaceSet.Root : string.Concat(_path.Select(part => part.IsIndex ? "/*" : "/" + part.Part)),
        kind);

    /// <summary>The answers differ at a place that is not in a JSON body.</summary>
    public void Add(string place, string pattern, DifferenceKind kind)
    {
        if (IsFull || ignored.Covers(place))
        {
            return;
        }

        if (noise.Covers(place) || noise.Covers(pattern))
        {
            HasNoise = true;
            return;
        }

        _found.Add(new Difference(Cut(place), pattern, kind));
    }

    private static string Cut(string place) => place.Length <= LongestPlace ? place : string.Concat(place.AsSpan(0, LongestPlace), "…");
}
