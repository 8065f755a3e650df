namespace Canary.Core.Selection;

/// <summary>Chooses a variant for a sticky key by weighted rendezvous hashing: every variant bids for the key's bucket, the best bid wins.</summary>
/// <remarks>
/// <para>
/// Algorithm: rendezvous (highest random weight) hashing, Thaler and Ravishankar 1998, with the logarithmic weighting of
/// Schindelhauer and Schomaker 2005 (also Mosharaf et al., weighted distributed hash tables). For each variant i, bucket
/// and variant name give a number u in (0, 1], uniform and independent of the other variants'. E = -ln u is then
/// exponentially distributed, and E / w that of rate w; the smallest wins, which is variant i with probability w_i / sum.
/// One hash and one logarithm for each variant that has any weight, 5 to 10 ns each; nothing is stored, nothing allocated.
/// </para>
/// <para>
/// What is guaranteed, for each single key and not only on average. A key moves from i to j only if j's weight grew by a
/// larger factor than i's: w'_j / w_j &gt; w'_i / w_i. It follows that
/// for two variants every change moves exactly the keys that must move, all toward the one that grew;
/// for any number, when one variant's share changes and the others keep their proportions, keys move only to it (or only
/// from it), and exactly as many as must; a variant that goes to 0 hands its keys on and no other key moves; back at the
/// earlier weights every key is back where it was. For three and more variants whose shares change in any other way at the
/// same time, no choice that looks at nothing but service, key and weights can promise that keys move only toward shares
/// that grew in absolute terms: see docs/decisions/001-weighted-rendezvous.md.
/// </para>
/// <para>
/// Bids are compared by cross-multiplying whole numbers, so that no rounding makes an exception from the above. Equal bids
/// (one pair in 2^50 or so) go to the name that is first in ordinal order; the order of the configuration means nothing.
/// </para>
/// </remarks>
internal sealed class RendezvousChoice
{
    private readonly ulong _serviceSeed;
    private readonly Bidder[] _bidders;

    /// <summary>Prepares the choice for a service's variants.</summary>
    /// <param name="service">The service's name.</param>
    /// <param name="variants">At least one of them has weight.</param>
    public RendezvousChoice(string service, VariantSnapshot[] variants)
    {
        _serviceSeed = Bucket.SeedOf(service);
        _bidders =
        [
            .. variants
                .Select((variant, index) => new Bidder(Bucket.Hash(variant.Name, 0), (uint)variant.Weight.Hundredths, index))
                .Where(bidder => bidder.Weight > 0)
                .OrderBy(bidder => variants[bidder.Variant].Name, StringComparer.Ordinal),
        ];
        if (_bidders.Length == 0)
        {
            throw new ArgumentException($"No variant of service {service} has any weight.", nameof(variants));
        }
    }

    /// <summary>64 bits of a key, whose lower half is its bucket.</summary>
    public ulong HashOf(ReadOnlySpan<char> key) => Bucket.Hash(key, _serviceSeed);

    /// <summary>The bucket of a key.</summary>
    public uint BucketOf(ReadOnlySpan<char> key) => Bucket.Of(_serviceSeed, key);

    /// <summary>The index of the variant that a bucket belongs to. Never one of weight 0.</summary>
    public int Choose(uint bucket)
    {
        // Rough bids decide all but one choice in ten thousand or so, and where they do not, the exact ones are worked out.
        ref readonly var best = ref _bidders[0];
        var bestBid = FixedExponential.Roughly(SplitMix64.At(best.Seed, bucket));
        for (var i = 1; i < _bidders.Length; i++)
        {
            ref readonly var bidder = ref _bidders[i];
            var bid = FixedExponential.Roughly(SplitMix64.At(bidder.Seed, bucket));
            var lead = (bestBid * bidder.Weight) - (bid * best.Weight);
            if (Math.Abs(lead) <= 2 * FixedExponential.Doubt * (bidder.Weight + best.Weight))
            {
                return ChooseExactly(bucket);
            }

            if (lead > 0)
            {
                best = ref bidder;
                bestBid = bid;
            }
        }

        return best.Variant;
    }

    /// <summary>The same by exact bids, which <see cref="Choose"/> never contradicts.</summary>
    internal int ChooseExactly(uint bucket)
    {
        var best = _bidders[0];
        var bestBid = FixedExponential.FromUniform(SplitMix64.At(best.Seed, bucket));
        for (var i = 1; i < _bidders.Length; i++)
        {
            var bidder = _bidders[i];
            var bid = FixedExponential.FromUniform(SplitMix64.At(bidder.Seed, bucket));
            if (IsLess(bid, bidder.Weight, bestBid, best.Weight))
            {
                (best, bestBid) = (bidder, bid);
            }
        }

        return best.Variant;
    }

    /// <summary>Whether a / weightA is less than b / weightB.</summary>
    private static bool IsLess(ulong a, uint weightA, ulong b, uint weightB)
    {
        var left = Math.BigMul(a, (ulong)weightB, out var leftLow);
        var right = Math.BigMul(b, (ulong)weightA, out var rightLow);
        return left < right || (left == right && leftLow < rightLow);
    }

    private readonly record struct Bidder(ulong Seed, uint Weight, int Variant);
}
