using Canary.Core.Selection;
using FsCheck;
using FsCheck.Fluent;

namespace Canary.Core.Tests.Selection;

/// <summary>Which of 100,000 keys move when weights change; exact, for each key.</summary>
public sealed class RendezvousMovementTests
{
    private static readonly uint[] Buckets = [.. Enumerable.Range(0, 100_000).Select(i => Bucket.Of("shop", $"user-{i}"))];

    private static readonly Gen<int[]> AnyWeights =
        from count in Gen.Choose(2, 16)
        from raw in Gen.ArrayOf(Gen.Choose(0, 1_000), count)
        select ToHundredths(raw);

    [Fact]
    public void Two_variants_keys_move_only_to_the_one_that_grew_and_no_more_than_must()
    {
        var pairs = Gen.Two(Gen.Choose(0, 10_000));
        Prop.ForAll(pairs.ToArbitrary(), pair =>
        {
            var (before, after) = (Assign([pair.Item1, 10_000 - pair.Item1]), Assign([pair.Item2, 10_000 - pair.Item2]));
            var growing = pair.Item2 > pair.Item1 ? 0 : 1;
            var moves = MovesOf(before, after);
            return moves.All(move => move.To == growing)
                && moves.Count == Math.Abs(after.Count(v => v == 0) - before.Count(v => v == 0))
                && IsWithinError(moves.Count, Math.Abs(pair.Item1 - pair.Item2) / 10_000.0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));
    }

    [Fact]
    public void Any_number_of_variants_a_key_moves_only_toward_the_one_that_grew_more()
    {
        var changes = from before in AnyWeights
                      from raw in Gen.ArrayOf(Gen.Choose(0, 1_000), before.Length)
                      select (Before: before, After: ToHundredths(raw));
        Prop.ForAll(changes.ToArbitrary(), change =>
            MovesOf(Assign(change.Before), Assign(change.After)).All(move =>
                (long)change.After[move.To] * change.Before[move.From] > (long)change.After[move.From] * change.Before[move.To]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(20));
    }

    [Fact]
    public void One_share_changes_in_proportion_to_the_others_and_exactly_what_must_move_moves_to_or_from_it()
    {
        // The others keep their proportions exactly where their weights are the same multiple of the same numbers.
        var changes = from proportions in Gen.Elements(2, 4, 15).SelectMany(count => Gen.ArrayOf(Gen.Choose(1, 20), count))
                      let most = 10_000 / proportions.Sum()
                      from before in Gen.Choose(0, most)
                      from after in Gen.Choose(0, most)
                      select (Before: Weights(proportions, before), After: Weights(proportions, after));
        Prop.ForAll(changes.ToArbitrary(), change =>
        {
            var (before, after) = (Assign(change.Before), Assign(change.After));
            var moves = MovesOf(before, after);
            var grew = change.After[0] > change.Before[0];
            return moves.All(move => (grew ? move.To : move.From) == 0)
                && moves.Count == Math.Abs(after.Count(v => v == 0) - before.Count(v => v == 0))
                && IsWithinError(moves.Count, Math.Abs(change.After[0] - change.Before[0]) / 10_000.0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));
    }

    [Fact]
    public void Weights_back_where_they_were_every_key_is_back() =>
        Prop.ForAll(AnyWeights.ToArbitrary(), weights => Assign(weights).SequenceEqual(Assign([.. weights])))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5));

    [Fact]
    public void Zero_weight_never_has_a_key() =>
        Prop.ForAll(AnyWeights.ToArbitrary(), weights => Assign(weights).All(variant => weights[variant] > 0))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(10));

    private static int[] Assign(int[] weights)
    {
        var choice = new RendezvousChoice("shop", TestServices.Variants(weights));
        return Array.ConvertAll(Buckets, choice.Choose);
    }

    private static List<(int From, int To)> MovesOf(int[] before, int[] after) =>
        [.. before.Zip(after).Where(pair => pair.First != pair.Second)];

    private static int[] Weights(int[] proportions, int scale) =>
        [10_000 - (proportions.Sum() * scale), .. proportions.Select(p => p * scale)];

    /// <summary>Six standard errors and a few keys, as hundreds of changes are looked at over the same keys.</summary>
    private static bool IsWithinError(int moves, double share) =>
        Math.Abs(moves - (Buckets.Length * share)) <= (6 * Math.Sqrt(Buckets.Length * share * (1 - share))) + 5;

    /// <summary>Scales to a sum of 10,000; raw numbers below 200 become 0, so that some variants have nothing.</summary>
    private static int[] ToHundredths(int[] raw)
    {
        var kept = raw.Select(r => r < 200 ? 0 : r).ToArray();
        var sum = Math.Max(1, kept.Sum());
        var weights = kept.Select(r => r * 10_000 / sum).ToArray();
        weights[0] += 10_000 - weights.Sum();
        return weights;
    }
}
