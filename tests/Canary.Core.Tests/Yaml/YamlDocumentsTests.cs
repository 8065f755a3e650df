using Canary.Core.Yaml;

namespace Canary.Core.Tests.Yaml;

public sealed class YamlDocumentsTests
{
    [Theory]
    [InlineData("a: text", """{"a":"text"}""")]
    [InlineData("a: 'true'", """{"a":"true"}""")]
    [InlineData("a: true", """{"a":true}""")]
    [InlineData("a: False", """{"a":false}""")]
    [InlineData("a: yes", """{"a":"yes"}""")]
    [InlineData("a: on", """{"a":"on"}""")]
    [InlineData("a:", """{"a":null}""")]
    [InlineData("a: ~", """{"a":null}""")]
    [InlineData("a: \"\"", """{"a":""}""")]
    [InlineData("a: 12", """{"a":12}""")]
    [InlineData("a: -12", """{"a":-12}""")]
    [InlineData("a: +012", """{"a":12}""")]
    [InlineData("a: 0x1F", """{"a":31}""")]
    [InlineData("a: 0o17", """{"a":15}""")]
    [InlineData("a: 33.33", """{"a":33.33}""")]
    [InlineData("a: .5", """{"a":0.5}""")]
    [InlineData("a: 1.", """{"a":1}""")]
    [InlineData("a: 1e2", """{"a":100}""")]
    [InlineData("a: '12'", """{"a":"12"}""")]
    [InlineData("a: !!str 12", """{"a":"12"}""")]
    [InlineData("a: 1.2.3", """{"a":"1.2.3"}""")]
    [InlineData("a: 1:30", """{"a":"1:30"}""")]
    [InlineData("a: 5m", """{"a":"5m"}""")]
    [InlineData("a: 2026-11-22", """{"a":"2026-11-22"}""")]
    [InlineData("a: http://10.0.0.1:8080", """{"a":"http://10.0.0.1:8080"}""")]
    [InlineData("a: |\n  x\n  y\n", """{"a":"x\ny\n"}""")]
    [InlineData("a: [1, 'b', {c: d}]", """{"a":[1,"b",{"c":"d"}]}""")]
    [InlineData("12: a", """{"12":"a"}""")]
    [InlineData("a: &x {b: 1}\nc: *x\nd: [*x]", """{"a":{"b":1},"c":{"b":1},"d":[{"b":1}]}""")]
    [InlineData("# only\na: 1 # comments", """{"a":1}""")]
    [InlineData("[]", "[]")]
    public void Read_OfADocument_TypesValuesByTheCoreSchema(string yaml, string json)
    {
        var file = YamlDocuments.Read(yaml, "x.yaml");
        file.Problems.ShouldBeEmpty();
        file.Documents.ShouldHaveSingleItem().Json.GetRawText().ShouldBe(json);
    }

    [Theory]
    [InlineData("a: 1\nb: 2\na: 3", "x.yaml:3: the key 'a' is there already, in line 1.")]
    [InlineData("a:\n  b: 1\n  b: 2", "x.yaml:3: the key 'b' is there already, in line 2.")]
    [InlineData("a: 1\n\tb: 2", "x.yaml:2: ")]
    [InlineData("a:\n\t- b", "x.yaml:1: While scanning a mapping, found invalid tab")]
    [InlineData("a: [1, 2", "x.yaml:2: ")]
    [InlineData("a: 1\n b: 2", "x.yaml:2: ")]
    [InlineData("a: *x", "x.yaml:1: the alias 'x' stands for no anchor before it.")]
    [InlineData("a: &x [*x]", "x.yaml:1: the alias 'x' stands for no anchor before it.")]
    [InlineData("a: &x 1\nb: &x 2", "x.yaml:2: the anchor 'x' is defined twice.")]
    [InlineData("a: .inf", "x.yaml:1: '.inf' is a number that cannot be used here; put it in quotes to make it a text.")]
    [InlineData("a: 1e999", "x.yaml:1: '1e999' is a number that cannot be used here; put it in quotes to make it a text.")]
    [InlineData("a: !secret x", "x.yaml:1: the tag '!secret' is not supported.")]
    [InlineData("a: !x {b: 1}", "x.yaml:1: the tag '!x' is not supported.")]
    [InlineData("? [a, b]\n: 1", "x.yaml:1: a key must be a plain text.")]
    [InlineData("? {a: b}\n: 1", "x.yaml:1: a key must be a plain text.")]
    [InlineData("a: @x", "x.yaml:1: ")]
    public void Read_OfABadDocument_NamesFileAndLine(string yaml, string problem)
    {
        var file = YamlDocuments.Read(yaml, "x.yaml");
        file.Documents.ShouldBeEmpty();
        var said = file.Problems.ShouldHaveSingleItem();
        said.ShouldStartWith(problem);
        said.Length.ShouldBeGreaterThan("x.yaml:1: .".Length);
        said.ShouldNotContain('\n');
    }

    [Fact]
    public void Read_OfSeveralDocuments_GivesEachWithItsLines()
    {
        var file = YamlDocuments.Read("# first\n---\na: 1\n---\n# nothing\n---\nb:\n  - c: 2\n  - d\n...\n", "x.yaml");

        file.Problems.ShouldBeEmpty();
        file.Documents.Select(d => d.Json.GetRawText()).ShouldBe(["""{"a":1}""", """{"b":[{"c":2},"d"]}"""]);
        var second = file.Documents[1];
        second.LineOf("").ShouldBe(7);
        second.LineOf("b[0].c").ShouldBe(8);
        second.LineOf("b[1]").ShouldBe(9);
        second.LineOf("b[1].missing.deeper[3]").ShouldBe(9);
        second.LineOf("missing").ShouldBe(7);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but comments\n")]
    [InlineData("---\n---\n")]
    public void Read_OfNothing_GivesNothing(string yaml)
    {
        var file = YamlDocuments.Read(yaml, "x.yaml");
        file.Documents.ShouldBeEmpty();
        file.Problems.ShouldBeEmpty();
    }

    [Fact]
    public void Read_OfAliasesThatMultiply_StopsAtTheLimit()
    {
        var yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" +
            string.Concat(Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n"));

        YamlDocuments.Read(yaml, "x.yaml").Problems.ShouldHaveSingleItem().ShouldContain("more than 50000 values once its aliases are expanded");
    }

    [Fact]
    public void Read_OfALongTextManyTimes_StopsAtTheLimit()
    {
        var yaml = $"a: &a {new string('x', 10_000)}\nb: [{string.Join(", ", Enumerable.Repeat("*a", 1_000))}]\n";

        YamlDocuments.Read(yaml, "x.yaml").Problems.ShouldHaveSingleItem().ShouldContain("more than 262144 bytes once its aliases are expanded");
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    public void Read_OfNestingWithoutEnd_StopsAtTheLimit(string opening) =>
        YamlDocuments.Read(string.Concat(Enumerable.Repeat(opening, 10_000)), "x.yaml").Problems.ShouldHaveSingleItem().ShouldContain("nested deeper than 32");

    [Fact]
    public void Read_OfNestingByAliases_StopsAtTheLimit()
    {
        var yaml = "a0: &a0 [[[[[[x]]]]]]\n" + string.Concat(Enumerable.Range(1, 20).Select(i => $"a{i}: &a{i} [[[[*a{i - 1}]]]]\n"));

        YamlDocuments.Read(yaml, "x.yaml").Problems.ShouldHaveSingleItem().ShouldContain("nested deeper than 32");
    }

    [Fact]
    public void Read_OfALongKeyTwice_ShortensTheMessage()
    {
        var key = new string('k', 1_000);

        YamlDocuments.Read($"? {key}\n: 1\n? {key}\n: 2\n", "x.yaml").Problems.ShouldHaveSingleItem().Length.ShouldBeLessThan(330);
    }
}
