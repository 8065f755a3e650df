namespace Canary.Core.Comparison;

/// <summary>A place where two answers differ. It has no values, as those may be anybody's data.</summary>
/// <param name="Place">Where, as <c>/items/3/price</c> in a JSON body, or <c>status 200/500</c>, <c>header content-type</c>, <c>body</c>.</param>
/// <param name="Pattern">The same with <c>*</c> for every index of an array, as <c>/items/*/price</c>.</param>
/// <param name="Kind">In which way.</param>
public readonly record struct Difference(string Place, string Pattern, DifferenceKind Kind);

/// <summary>In which way two answers differ at a place.</summary>
public enum DifferenceKind
{
    /// <summary>Only the first answer has it.</summary>
    Missing,

    /// <summary>Only the second answer has it.</summary>
    Added,

    /// <summary>Both have it, of different JSON types.</summary>
    Type,

    /// <summary>Both have it, with different values.</summary>
    Value,
}
