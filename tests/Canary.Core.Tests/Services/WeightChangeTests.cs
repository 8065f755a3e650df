using System.Text;
using System.Text.Json;
using Canary.Core.Services;

namespace Canary.Core.Tests.Services;

public sealed class WeightChangeTests
{
    private static readonly ServiceConfig Three = Documents.Valid("""
        {
          "name": "shop",
          "variants": {
            "stable": { "destinations": ["http://a"] }, "canary": { "destinations": ["http://b"] }, "next": { "destinations": ["http://c"] }
          },
          "weights": { "stable": 85, "canary": 10, "next": 5 }
        }
        """);

    [Theory]
    [InlineData("""{"canary": 25}""", "stable 70, canary 25, next 5")]
    [InlineData("""{"canary": 0}""", "stable 95, canary 0, next 5")]
    [InlineData("""{"canary": 95}""", "stable 0, canary 95, next 5")]
    [InlineData("""{"canary": 33.33, "next": 33.33}""", "stable 33.34, canary 33.33, next 33.33")]
    [InlineData("""{"next": 0.01, "canary": 99.99}""", "stable 0, canary 99.99, next 0.01")]
    [InlineData("""{"stable": 85, "canary": 10}""", "stable 85, canary 10, next 5")]
    [InlineData("""{"stable": 0, "canary": 0, "next": 100}""", "stable 0, canary 0, next 100")]
    public void Apply_OfWeights_LetsOthersKeepTheirsAndTheBaselineTakeTheRest(string body, string weights)
    {
        var result = WeightChange.Apply(Three, JsonElement.Parse(body));

        result.Errors.ShouldBeEmpty();
        string.Join(", ", result.Value!.Weights.Select(w => $"{w.Key} {w.Value}")).ShouldBe(weights);
    }

    [Theory]
    [InlineData("""{"canary": 95.01}""", "", "leave nothing for the baseline stable: the other variants sum to 100.01 (canary 95.01, next 5), at most 100 is allowed.")]
    [InlineData("""{"stable": 80}""", "", "sum to 95 with the variants left out (stable 80, canary 10, next 5); where the baseline stable is named, they must sum to 100.")]
    [InlineData("""{"cannary": 25}""", "cannary", "is not a variant; the service has: stable, canary, next.")]
    [InlineData("""{"canary": "25"}""", "canary", "must be a percent number from 0 to 100 with at most two decimals, but is the text '25'.")]
    [InlineData("""{"canary": 0.001}""", "canary", "must be a percent number from 0 to 100 with at most two decimals, but is the number 0.001.")]
    [InlineData("""{"canary": 1, "canary": 2}""", "canary", "is there more than once; a field may be given once.")]
    [InlineData("""{}""", "", "must have the weight of at least one variant; the service has: stable, canary, next.")]
    [InlineData("""[25]""", "", "must be an object, but is a list.")]
    public void Apply_OfBadWeights_SaysWhy(string body, string path, string message) =>
        WeightChange.Apply(Three, JsonElement.Parse(body)).Errors.ShouldHaveSingleItem().ShouldBe(new DocumentError(path, message));

    [Fact]
    public void Apply_OfSeveralErrors_ReportsThemAll() =>
        WeightChange.Apply(Three, JsonElement.Parse("""{"a": 1, "canary": 200, "b": null}""")).Errors.Select(e => e.Path).Order(StringComparer.Ordinal).ShouldBe(["a", "b", "b", "canary"]);

    [Fact]
    public void Apply_OfBytesThatAreNotJson_SaysWhere() =>
        WeightChange.Apply(Three, Encoding.UTF8.GetBytes("{canary: 5}")).Errors.ShouldHaveSingleItem().Message.ShouldContain("line 1, byte 2");

    [Fact]
    public void Apply_ToAServiceWithoutWeights_StartsFromTheBaselinesHundred()
    {
        var service = Three with { Weights = new Dictionary<string, Weight>() };

        WeightChange.Apply(service, JsonElement.Parse("""{"canary": 1}""")).Value!.WeightOf("stable").Percent.ShouldBe(99m);
    }

    [Fact]
    public void RollBack_ThenApply_TakesTheRollbackBack()
    {
        var rolledBack = ServiceChanges.RollBack(Three);

        rolledBack.RolledBack.ShouldBeTrue();
        rolledBack.Weights.Select(w => $"{w.Key} {w.Value}").ShouldBe(["stable 100", "canary 0", "next 0"]);
        ServiceValidator.Instance.Validate(rolledBack).IsValid.ShouldBeTrue();

        var again = WeightChange.Apply(rolledBack, JsonElement.Parse("""{"canary": 1}""")).Value!;
        again.RolledBack.ShouldBeFalse();
        again.WeightOf("stable").Percent.ShouldBe(99m);
    }
}
