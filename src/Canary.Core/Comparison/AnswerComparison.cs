using System.Globalization;
using Canary.Core.Services.Traffic;

namespace Canary.Core.Comparison;

/// <summary>Compares two answers to the same request: status, some headers, and the body, JSON by its structure and all else byte by byte. Pure, and safe for concurrent use.</summary>
/// <remarks>
/// Where the statuses differ nothing else is compared: a page that says what went wrong has nothing in common with the one that was asked for.
/// Bodies longer than the bound, packed or unpacked, are not compared; only that one is beyond the bound and the other not even near it, is a difference.
/// </remarks>
/// <param name="config">What is compared.</param>
public sealed class AnswerComparison(ComparisonConfig config)
{
    /// <summary>The most differences of one comparison.</summary>
    public const int MostDifferences = 20;

    private const string Body = "body";

    private readonly PlaceSet _ignored = PlaceSet.Of(config.Ignore);

    /// <summary>Compares.</summary>
    /// <param name="one">The baseline's answer.</param>
    /// <param name="other">The other.</param>
    /// <param name="noise">Places that differ between two answers of the baseline.</param>
    /// <param name="most">How many differences are told.</param>
    public ComparisonOutcome Compare(ComparableAnswer one, ComparableAnswer other, PlaceSet noise, int most = MostDifferences)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        var found = new DifferenceList(_ignored, noise, most);
        if (one.Status != other.Status)
        {
            found.Add(StatusPlace(one.Status, other.Status), StatusPlace(Math.Min(one.Status, other.Status), Math.Max(one.Status, other.Status)), DifferenceKind.Value);
        }
        else
        {
            CompareHeaders(one, other, found);
            CompareBodies(one, other, found);
        }

        return new ComparisonOutcome(
            found.Found.Count > 0 ? ComparisonResult.Different : found.HasNoise ? ComparisonResult.NoiseOnly : ComparisonResult.Same,
            found.Found);
    }

    /// <summary>Whether a content type is JSON: <c>application/json</c>, or one whose name ends in <c>+json</c>.</summary>
    public static bool IsJson(string? contentType)
    {
        var type = contentType.AsSpan();
        var end = type.IndexOf(';');
        type = (end < 0 ? type : type[..end]).Trim();
        return type.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }

    private static string StatusPlace(int one, int other) => string.Create(CultureInfo.InvariantCulture, $"status {one}/{other}");

    private void CompareHeaders(ComparableAnswer one, ComparableAnswer other, DifferenceList found)
    {
        for (var i = 0; i < config.Headers.Count; i++)
        {
            var (value, counterpart) = (one.Headers.ElementAtOrDefault(i), other.Headers.ElementAtOrDefault(i));
            if (!string.Equals(value, counterpart, StringComparison.Ordinal))
            {
                var place = "header " + config.Headers[i].ToLowerInvariant();
                found.Add(place, place, counterpart is null ? DifferenceKind.Missing : value is null ? DifferenceKind.Added : DifferenceKind.Value);
            }
        }
    }

    private void CompareBodies(ComparableAnswer one, ComparableAnswer other, DifferenceList found)
    {
        if (one.IsCut || other.IsCut)
        {
            if ((IsFarFrom(one, other) || IsFarFrom(other, one)) && one.ContentEncoding is null && other.ContentEncoding is null)
            {
                found.Add(Body, Body, DifferenceKind.Value);
            }

            return;
        }

        if (one.Body.Span.SequenceEqual(other.Body.Span) && one.ContentEncoding == other.ContentEncoding)
        {
            return;
        }

        var (a, b) = (DecodedBody.Of(one.Body, one.ContentEncoding, config.MaxBody), DecodedBody.Of(other.Body, other.ContentEncoding, config.MaxBody));
        if (a.IsCut || b.IsCut || (IsJson(one.ContentType) && IsJson(other.ContentType) && JsonComparison.TryCompare(a.Bytes, b.Bytes, found)))
        {
            return;
        }

        if (!a.Bytes.Span.SequenceEqual(b.Bytes.Span))
        {
            found.Add(Body, Body, DifferenceKind.Value);
        }
    }

    // Half of the bound is far: JSON with and without indentation, which is the same, seldom differs by more.
    private bool IsFarFrom(ComparableAnswer whole, ComparableAnswer cut) => cut.IsCut && !whole.IsCut && whole.Body.Length < config.MaxBody / 2;
}
