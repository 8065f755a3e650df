using System.Text.Json;
using Canary.Cli.Output;
using Canary.Core.Yaml;

namespace Canary.Cli.Tests.Output;

public sealed class YamlTextTests
{
    private static readonly string[] Texts =
    [
        "", " ", "a", "yes", "No", "null", "~", "1", "1.5", "0x1f", "1:30", "10m", "1h30m", "2026-11-28", "a: b", "a #b", "#a", "- a", "-", "&a", "*a", "!a", "|", ">", "'", "\"", "\\", "a\nb", "a\tb",
        "\u0007", "\u0085", "\u2028", "\ufeff", "好", "🐤", "{a}", "[a]", "a,b", "http://10.0.0.1:8080", "@a", "`a", "%a", "a ", " a", "a:", ":a", "?", "? a", "=", "<<", ".inf", ".nan", "+1", "1e3", "0o7", "true", "---", "...",
    ];

    [Fact]
    public void Of_EveryText_ReadsBackAsTheSame()
    {
        foreach (var text in Texts)
        {
            CheckReadsBack(JsonSerializer.SerializeToElement(text));
            CheckReadsBack(JsonSerializer.SerializeToElement(new Dictionary<string, object> { [text] = new[] { text, text }, ["b"] = new { a = text } }));
        }
    }

    [Fact]
    public void Of_RandomValues_ReadBackAsTheSame()
    {
        const int Seed = 7;
        var random = new SeededChoice(Seed);
        for (var i = 0; i < 2_000; i++)
        {
            CheckReadsBack(JsonSerializer.SerializeToElement(random.Value(depth: 4)));
        }
    }

    [Fact]
    public void Of_AService_IsAsPeopleWriteIt() => YamlText.Of(JsonSerializer.SerializeToElement(new
    {
        name = "shop",
        hosts = new[] { "a.example.com", "*.b.example.com" },
        rules = new[] { new { name = "beta testers", when = new { header = "x", equals = "" } } },
        none = Array.Empty<int>(),
        hold = "10m",
        weight = 0.5,
    })).ShouldBe("""
        name: shop
        hosts:
        - a.example.com
        - "*.b.example.com"
        rules:
        - name: beta testers
          when:
            header: x
            equals: ""
        none: []
        hold: 10m
        weight: 0.5

        """);

    private static void CheckReadsBack(JsonElement json)
    {
        var yaml = YamlText.Of(json);
        var read = YamlDocuments.Read(yaml, "test");
        read.Problems.ShouldBeEmpty(yaml);
        JsonElement.DeepEquals(read.Documents.Count == 0 ? default : read.Documents[0].Json, json).ShouldBeTrue(yaml);
    }

    /// <summary>Values by chance of a seed.</summary>
    private sealed class SeededChoice(ulong seed)
    {
        private ulong _draws;

        public object? Value(int depth) => (depth == 0 ? Next(5) : Next(8)) switch
        {
            0 => null,
            1 => true,
            2 => (int)Next(1000) - 500,
            3 => Next(1000) / 8d,
            4 => Texts[Next((ulong)Texts.Length)],
            5 => Enumerable.Range(0, (int)Next(4)).Select(_ => Value(depth - 1)).ToArray(),
            _ => Enumerable.Range(0, (int)Next(4)).Select(_ => (Key: Texts[Next((ulong)Texts.Length)], Value: Value(depth - 1))).DistinctBy(field => field.Key).ToDictionary(field => field.Key, field => field.Value),
        };

        private ulong Next(ulong below) => Canary.Core.Selection.SplitMix64.At(seed, _draws++) % below;
    }
}
