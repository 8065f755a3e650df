using Canary.Core.Selection;

namespace Canary.Core.Tests.Selection;

public sealed class FixedExponentialTests
{
    [Fact]
    public void FromUniform_LeastAndGreatest_AreTheEndsOfTheRange()
    {
        FixedExponential.FromUniform(ulong.MaxValue).ShouldBe(0UL);
        ((double)FixedExponential.FromUniform(0)).ShouldBe(53 * 0.69314718055994531 * (1UL << 57), tolerance: 4096);
    }

    [Fact]
    public void NegativeLogarithm_OverItsRange_IsAsGoodAsALibrarys()
    {
        for (ulong i = 0; i < 1_000_000; i++)
        {
            // Small shifts give numbers near 1, large ones numbers near 0.
            var u = ((SplitMix64.At(1, i) >> (int)(11 + (i % 50))) + 1) * (1.0 / (1UL << 53));
            var (mine, library) = (FixedExponential.NegativeLogarithm(u), -Math.Log(u));
            Math.Abs(mine - library).ShouldBeLessThanOrEqualTo(7e-16 * Math.Abs(library), $"u = {u:R}");
        }

        for (var k = 1; k < 1000; k++)
        {
            var u = 1 - (k * (1.0 / (1UL << 53)));
            FixedExponential.NegativeLogarithm(u).ShouldBe(-Math.Log(u), 7e-16 * -Math.Log(u));
        }
    }

    [Fact]
    public void Roughly_OverItsRange_IsWithinItsDoubt()
    {
        var worst = 0.0;
        for (ulong i = 0; i < 1_000_000; i++)
        {
            var bits = SplitMix64.At(2, i) >> (int)(i % 54);
            worst = Math.Max(worst, Math.Max(Error(bits), Error(~bits)));
        }

        worst.ShouldBeLessThan(FixedExponential.Doubt / 3);

        static double Error(ulong bits) => Math.Abs(FixedExponential.Roughly(bits) - (FixedExponential.FromUniform(bits) / (double)(1UL << 57)));
    }

    /// <summary>The published values of SplitMix64 for the seed 0.</summary>
    [Fact]
    public void SplitMix64_SeedZero_GivesThePublishedSequence() =>
        Enumerable.Range(0, 4).Select(i => SplitMix64.At(0, (ulong)i))
            .ShouldBe([0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F, 0xF88BB8A8724C81EC]);

}
