using System.Globalization;

namespace Canary.Core.Services;

/// <summary>Status codes that count as errors: each as a number (<c>429</c>) or a hundred of them (<c>5xx</c>). Immutable.</summary>
public sealed class StatusCodeSet : IEquatable<StatusCodeSet>
{
    private const int Lowest = 400;
    private const int Highest = 599;

    private readonly bool[] _contained = new bool[Highest - Lowest + 1];

    /// <summary>The set that the texts give; those that are no codes are left out.</summary>
    public StatusCodeSet(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        foreach (var (first, last) in texts.Select(RangeOf).OfType<(int, int)>())
        {
            _contained.AsSpan()[(first - Lowest)..(last - Lowest + 1)].Fill(true);
        }
    }

    /// <summary>Whether an answer with this status is an error. Any number.</summary>
    public bool Contains(int status) => status is >= Lowest and <= Highest && _contained[status - Lowest];

    /// <summary>What is wrong with a text, or null.</summary>
    public static string? Problem(string text) => RangeOf(text) is null
        ? $"must be a status from {Lowest} to {Highest}, 4xx or 5xx, but is {Quoted.Text(text)}."
        : null;

    /// <inheritdoc/>
    public bool Equals(StatusCodeSet? other) => other is not null && _contained.AsSpan().SequenceEqual(other._contained);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StatusCodeSet);

    /// <inheritdoc/>
    public override int GetHashCode() => _contained.Count(contained => contained);

    private static (int First, int Last)? RangeOf(string text) => text switch
    {
        "4xx" => (400, 499),
        "5xx" => (500, 599),
        { Length: 3 } when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code is >= Lowest and <= Highest => (code, code),
        _ => null,
    };
}
