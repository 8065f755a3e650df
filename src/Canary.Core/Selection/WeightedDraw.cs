namespace Canary.Core.Selection;

/// <summary>Chooses a variant by chance, in proportion to the weights.</summary>
/// <remarks>Exact whole-number arithmetic: 64 random bits are scaled to the sum of the weights by the upper half of a product, with a bias below 10,000 in 2^64. Cost: one comparison a variant.</remarks>
internal sealed class WeightedDraw
{
    private readonly int[] _variants;
    private readonly uint[] _ends;

    /// <summary>Prepares the draw. At least one of the variants has weight.</summary>
    public WeightedDraw(VariantSnapshot[] variants)
    {
        _variants = [.. Enumerable.Range(0, variants.Length).Where(i => variants[i].Weight.Hundredths > 0)];
        _ends = new uint[_variants.Length];
        uint sum = 0;
        for (var i = 0; i < _ends.Length; i++)
        {
            sum += (uint)variants[_variants[i]].Weight.Hundredths;
            _ends[i] = sum;
        }
    }

    /// <summary>The index of the variant that 64 random bits fall on. Never one of weight 0.</summary>
    public int Choose(ulong random)
    {
        var point = Math.BigMul(random, (ulong)_ends[^1], out _);
        var i = 0;
        while (point >= _ends[i])
        {
            i++;
        }

        return _variants[i];
    }
}
