namespace Canary.Core.Selection;

/// <summary>SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014): a counter and a mix of its bits; 2 ns a number.</summary>
internal static class SplitMix64
{
    private const ulong Increment = 0x9E3779B97F4A7C15;

    /// <summary>The <paramref name="index"/>-th number (from 0) of the sequence that <paramref name="seed"/> starts.</summary>
    public static ulong At(ulong seed, ulong index)
    {
        var z = unchecked(seed + ((index + 1) * Increment));
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return z ^ (z >> 31);
    }
}
