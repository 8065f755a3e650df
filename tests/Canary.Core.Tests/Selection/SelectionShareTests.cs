using Canary.Core.Selection;
using Canary.Core.Services;

namespace Canary.Core.Tests.Selection;

/// <summary>A million selections by draw and by sticky key: each share is within 4 standard errors of its weight.</summary>
public sealed class SelectionShareTests
{
    private const int Selections = 1_000_000;

    public static TheoryData<int[]> Splits => new(
        [5_000, 5_000],
        [9_999, 1],
        [6_667, 3_333],
        [3_333, 3_333, 3_334],
        [9_998, 1, 1],
        [0, 9_999, 1],
        TestServices.EvenWeights(16),
        [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 3_333, 0, 0, 2_572],
        [9_985, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);

    [Theory]
    [MemberData(nameof(Splits))]
    public void Draws_give_every_variant_its_share(int[] weights)
    {
        var service = TestServices.Snapshot(Named(weights));
        var facts = new FakeFacts { Seed = 20_261_122 };
        var counts = new int[weights.Length];
        for (var i = 0; i < Selections; i++)
        {
            counts[VariantSelector.Select(service, facts).Variant]++;
        }

        ShouldBeNear(counts, weights);
    }

    [Theory]
    [MemberData(nameof(Splits))]
    public void Sticky_keys_give_every_variant_its_share(int[] weights)
    {
        var choice = new RendezvousChoice("shop", TestServices.Variants(weights));
        var counts = new int[weights.Length];
        Span<char> key = stackalloc char[32];
        for (var i = 0; i < Selections; i++)
        {
            "user-".CopyTo(key);
            i.TryFormat(key[5..], out var digits);
            counts[choice.Choose(choice.BucketOf(key[..(5 + digits)]))]++;
        }

        ShouldBeNear(counts, weights);
    }

    private static (string, int)[] Named(int[] weights) => [.. weights.Select((weight, i) => (TestServices.Name(i), weight))];

    private static void ShouldBeNear(int[] counts, int[] weights)
    {
        for (var i = 0; i < counts.Length; i++)
        {
            var share = weights[i] / (double)Weight.FullHundredths;
            var standardError = Math.Sqrt(Selections * share * (1 - share));
            Math.Abs(counts[i] - (Selections * share)).ShouldBeLessThanOrEqualTo(4 * standardError, $"variant {i} of weight {weights[i]}");
        }
    }
}
