namespace Canary.Core.Comparison;

/// <summary>What a comparison of two answers found.</summary>
/// <param name="Result">In one word.</param>
/// <param name="Differences">The first differences that are no noise.</param>
public sealed record ComparisonOutcome(ComparisonResult Result, IReadOnlyList<Difference> Differences);

/// <summary>What a comparison of two answers found, in one word.</summary>
public enum ComparisonResult
{
    /// <summary>They are the same in all that is compared.</summary>
    Same,

    /// <summary>They differ.</summary>
    Different,

    /// <summary>They differ only where two answers of the baseline differ as well.</summary>
    NoiseOnly,

    /// <summary>One of them did not come to its end.</summary>
    Incomplete,
}
