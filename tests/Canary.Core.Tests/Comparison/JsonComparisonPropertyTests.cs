using System.Text;
using System.Text.Json.Nodes;
using Canary.Core.Comparison;
using Canary.Core.Services;
using Canary.Core.Services.Traffic;
using FsCheck;
using FsCheck.Fluent;

namespace Canary.Core.Tests.Comparison;

public sealed class JsonComparisonPropertyTests
{
    private static readonly Arbitrary<int> AnySeed = Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    private static readonly Config Seeded = Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20_261, 17);

    [Fact]
    public void A_document_equals_itself_with_its_members_shuffled() =>
        Prop.ForAll(AnySeed, seed =>
        {
            var chance = new Random(seed);
            var document = RandomJson.Document(chance);
            Compare(document, RandomJson.Shuffled(document, chance)).Result.ShouldBe(ComparisonResult.Same);
        }).Check(Seeded);

    [Fact]
    public void Any_single_change_is_found_where_it_is_unless_it_is_ignored_or_noise() =>
        Prop.ForAll(AnySeed, seed =>
        {
            var chance = new Random(seed);
            var document = RandomJson.Document(chance);
            var (changed, place, kind) = RandomJson.Change(document, chance);
            var shuffled = RandomJson.Shuffled(changed, chance);

            var found = Compare(document, shuffled).Differences.ShouldHaveSingleItem();
            (found.Place, found.Kind).ShouldBe((place, kind));
            Compare(document, shuffled, ignore: place).Result.ShouldBe(ComparisonResult.Same);
            Compare(document, shuffled, ignore: found.Pattern).Result.ShouldBe(ComparisonResult.Same);
            Compare(document, shuffled, noise: found.Pattern).Result.ShouldBe(ComparisonResult.NoiseOnly);
        }).Check(Seeded);

    private static ComparisonOutcome Compare(JsonNode? one, JsonNode? other, string? ignore = null, string? noise = null) =>
        new AnswerComparison(new ComparisonConfig { Ignore = new ValueList<string>(ignore is null ? [] : [ignore]) })
            .Compare(Answer(one), Answer(other), noise is null ? PlaceSet.Empty : PlaceSet.Of([noise]));

    private static ComparableAnswer Answer(JsonNode? document) => new()
    {
        Status = 200,
        ContentType = "application/json",
        Body = Encoding.UTF8.GetBytes(document?.ToJsonString() ?? "null"),
    };
}
