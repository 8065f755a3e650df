using System.Text.Json.Nodes;
using Canary.Core.Services;

namespace Canary.Core.Tests.Services;

/// <summary>Documents that are no objects, too large, too deep or wrong in many places.</summary>
public sealed class DocumentLimitTests
{
    [Theory]
    [InlineData("", "is not JSON, at line 1, byte 1")]
    [InlineData("shop", "is not JSON, at line 1, byte 1")]
    [InlineData("{\n \"name\": \"shop\",\n}", "is not JSON, at line 3, byte 1")]
    [InlineData("{} // no comments", "is not JSON, at line 1, byte 4")]
    [InlineData("[]", "must be an object, but is a list")]
    [InlineData("null", "must be an object, but is null")]
    [InlineData("\"{}\"", "must be an object, but is the text '{}'")]
    public void Read_OfNoObject_GivesOneErrorThatSaysWhere(string text, string message)
    {
        var error = Documents.Read(text).Errors.ShouldHaveSingleItem();
        error.Path.ShouldBe("");
        error.Message.ShouldContain(message);
    }

    [Theory]
    [InlineData("""{"name": "shop", "name": "shop", "variants": {"stable": {"destinations": ["http://x"]}}}""", "name")]
    [InlineData("""{"name": "shop", "variants": {"stable": {"destinations": ["http://x"]}, "stable": {"destinations": ["http://y"]}}}""", "variants.stable")]
    public void Read_OfAFieldGivenTwice_IsRefused(string text, string path) =>
        Documents.Read(text).Errors.ShouldHaveSingleItem().ShouldBe(new DocumentError(path, "is there more than once; a field may be given once."));

    [Theory]
    [InlineData("""{"name": "\ud800", "variants": {}}""", "name", "must be a text of whole characters")]
    [InlineData("""{"name": "shop", "variants": {"\ud800": {}}}""", "variants", "whose name is not a text of whole characters")]
    public void Read_OfHalfACharacter_IsRefused(string text, string path, string message) =>
        Documents.Read(text).Errors.ShouldContain(error => error.Path == path && error.Message.Contains(message, StringComparison.Ordinal));

    [Fact]
    public void Read_OfBytesThatAreNotUtf8_IsRefused() =>
        ServiceDocument.Read(new byte[] { (byte)'"', 0xff, (byte)'"' }).Errors.ShouldHaveSingleItem().Message.ShouldContain("UTF-8");

    [Fact]
    public void Read_OfTooManyBytes_IsRefusedWithTheLimit()
    {
        var error = Documents.Read(Documents.Shop + new string(' ', ServiceDocument.MaxBytes)).Errors.ShouldHaveSingleItem();
        error.Path.ShouldBe("");
        error.Message.ShouldContain("at most 262144 are allowed");
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(9, false)]
    public void Read_OfConditionsInEachOther_AllowsEightLevels(int levels, bool valid)
    {
        var condition = string.Concat(Enumerable.Repeat("{\"all\": [", levels - 1)) + "{\"method\": \"GET\"}" + string.Concat(Enumerable.Repeat("]}", levels - 1));
        var document = JsonNode.Parse(Documents.Shop)!;
        document["rules"] = JsonNode.Parse($$"""[{"name": "deep", "when": {{condition}}, "variant": "canary"}]""");

        var result = Documents.Read(document.ToJsonString());

        result.IsValid.ShouldBe(valid, string.Join("\n", result.Errors));
        if (!valid)
        {
            result.Errors.ShouldHaveSingleItem().Message.ShouldContain("deeper than 8");
        }
    }

    [Fact]
    public void Read_OfNestingWithoutEnd_IsRefused() =>
        Documents.Read(new string('[', 100_000)).Errors.ShouldHaveSingleItem().Message.ShouldContain("depth of 32");

    [Fact]
    public void Read_OfTooManyVariantsAndRules_IsRefusedWithTheLimits()
    {
        var document = JsonNode.Parse(Documents.Shop)!;
        for (var i = 0; i < 15; i++)
        {
            document["variants"]![$"v{i}"] = JsonNode.Parse("""{"destinations": ["http://x"]}""");
        }

        document["rules"] = new JsonArray([.. Enumerable.Range(0, 1001).Select(i => JsonNode.Parse($$"""{"name": "r{{i}}", "when": {"method": "GET"}, "variant": "canary"}"""))]);

        Documents.Read(document.ToJsonString()).Errors.ShouldBe([
            new DocumentError("variants", "must have 1 to 16 variants, but has 17."),
            new DocumentError("rules", "must have 0 to 1000 rules, but has 1001."),
        ]);
    }

    [Fact]
    public void Read_OfManyErrorsInStructure_ReportsThemAllAtOnce()
    {
        var result = Documents.Read("""
            {
              "nmae": "shop",
              "variants": { "stable": { "destinations": [true, "http://x"] }, "canary": { "protocol": "spdy" } },
              "weights": { "stable": "all" },
              "timeouts": { "connect": "soon" },
              "rolledBack": 1
            }
            """);

        result.Errors.Select(error => error.Path).Order(StringComparer.Ordinal).ShouldBe([
            "name", "nmae", "rolledBack", "timeouts.connect", "variants.canary.destinations", "variants.canary.protocol",
            "variants.stable.destinations[0]", "weights.stable"]);
    }

    [Fact]
    public void Read_OfManyErrorsInMeaning_ReportsThemAllAtOnce()
    {
        var result = Documents.Read("""
            {
              "name": "Shop",
              "match": { "hosts": ["A"], "path": "x" },
              "baseline": "blue",
              "variants": { "stable": { "destinations": [] }, "CANARY": { "destinations": ["x"] } },
              "weights": { "green": 50 },
              "rules": [ { "name": "a", "when": { "any": [ { "ip": "x" }, { "header": "x", "regex": "[" } ] }, "variant": "red" } ],
              "sticky": { "cookie": ";" },
              "timeouts": { "connect": "0s" }
            }
            """);

        result.Errors.Select(error => error.Path).Order(StringComparer.Ordinal).ShouldBe([
            "baseline", "match.hosts[0]", "match.path", "name", "rules[0].variant", "rules[0].when.any[0].ip", "rules[0].when.any[1].regex",
            "sticky.cookie", "timeouts.connect", "variants.CANARY", "variants.CANARY.destinations[0]", "variants.stable.destinations",
            "weights", "weights.green"]);
    }

    [Fact]
    public void Read_OfVeryManyErrors_TellsTheFirstHundredAndHowManyMore()
    {
        var result = Documents.Read($$$"""{"name": "shop", "variants": {"stable": {"destinations": [{{{string.Join(',', Enumerable.Repeat("1", 1_000))}}}] } } }""");

        result.Errors.Count.ShouldBe(101);
        result.Errors[^1].ShouldBe(new DocumentError("", "has 900 further errors that are not listed."));
    }

    [Fact]
    public void Read_OfALongValue_QuotesItShortenedAndEscaped()
    {
        var result = Documents.Read($$$"""{"name": "{{{new string('x', 1_000)}}}\n{\u2028", "variants": {"stable": {"destinations": ["http://x\n{PropertyName}\u202e"] } } }""");

        result.Errors.Single(error => error.Path == "name").Message.ShouldContain($"'{new string('x', 77)}...'");
        result.Errors.Single(error => error.Path == "variants.stable.destinations[0]").Message.ShouldContain(@"'http://x\u000a{PropertyName}\u202e'");
    }
}
