using System.Text.Json;

namespace Canary.EndToEnd.Docs;

/// <summary>Every sample of every page is what its fence says it is.</summary>
public sealed class SampleTests(ApiDescriptionFixture api) : IClassFixture<ApiDescriptionFixture>
{
    public static TheoryData<string> Pages => [.. MarkdownPage.All.Where(path => MarkdownPage.Read(path).Blocks.Count > 0)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_sample_is_what_its_fence_says(string path)
    {
        foreach (var block in MarkdownPage.Read(path).Blocks)
        {
            (await ProblemsAsync(block)).ShouldBeEmpty($"{path}:{block.Line} ({block.Language} {block.Words})");
        }
    }

    [Theory]
    [InlineData("json", "service fields", """ "fallback": { "statuses": ["6xx"] } """)]
    [InlineData("json", "rollout", """{ "variant": "canary", "step": [] }""")]
    [InlineData("json", "answer Explanation", """{ "variant": "canary", "why": "rule" }""")]
    [InlineData("json", "answer Explanation", """{ "variant": 7 }""")]
    [InlineData("json", "event", """{ "specversion": "1.0", "data": { "user": "ada" } }""")]
    [InlineData("json", "", "{}")]
    [InlineData("env", "", "Canary__Store__Kinds=Redis")]
    [InlineData("http", "", "PUT /api/v1/service/shop")]
    [InlineData("yaml", "declared", "kind: Rollout\nservice: shop\nvariant: blue\nsteps: [{ weight: 100 }]\n")]
    [InlineData("nginx", "", "split_clients $remote_addr $variant { 101% canary; }")]
    [InlineData("", "", "curl")]
    public async Task A_sample_that_is_not_is_found(string language, string words, string text) =>
        (await ProblemsAsync(new MarkdownBlock(language, words, text, 1, ""))).ShouldNotBeEmpty();

    private async Task<IEnumerable<string>> ProblemsAsync(MarkdownBlock block)
    {
        try
        {
            return block.Language switch
            {
                // Run, listed, what a command shows, or for people.
                "bash" or "sh" or "text" or "math" => [],
                "json" => JsonSamples.Problems(block.Words, block.Text, api.Description),
                "yaml" when block.Words == "declared" => OtherSamples.DeclaredProblems(block.Text),
                "yaml" when block.Words == "foreign" => OtherSamples.YamlProblems(block.Text),
                "env" or "ini" => OtherSamples.SettingsProblems(block.Text),
                "http" => OtherSamples.CallProblems(block.Text, api.Description),
                "nginx" => await OtherSamples.NginxProblemsAsync(block.Text),
                _ => [$"is '{block.Language} {block.Words}', which no test knows"],
            };
        }
        catch (JsonException exception)
        {
            return [exception.Message];
        }
    }
}
