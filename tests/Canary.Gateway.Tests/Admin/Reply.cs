using System.Text.Json;

namespace Canary.Gateway.Tests.Admin;

/// <summary>An answer of the admin API, read whole.</summary>
internal sealed record Reply(int Status, string Text, string? ContentType, Dictionary<string, string> Headers)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string? ETag => Headers.GetValueOrDefault("ETag");

    public string Code => Json.GetProperty("code").GetString()!;

    /// <summary>The errors of a validation problem, as <c>path: message</c>.</summary>
    public IReadOnlyList<string> Errors => Json.TryGetProperty("errors", out var errors)
        ? [.. errors.EnumerateObject().SelectMany(at => at.Value.EnumerateArray().Select(message => $"{at.Name}: {message.GetString()}"))]
        : [];

    public static async Task<Reply> ReadAsync(HttpResponseMessage answer)
    {
        var headers = answer.Headers.Concat(answer.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        return new Reply((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Content.Headers.ContentType?.MediaType, headers);
    }

    public void ShouldBeProblem(int status, string code)
    {
        Status.ShouldBe(status, Text);
        ContentType.ShouldBe("application/problem+json");
        Json.GetProperty("status").GetInt32().ShouldBe(status);
        Code.ShouldBe(code);
        foreach (var member in new[] { "type", "title", "detail", "instance" })
        {
            Json.GetProperty(member).GetString().ShouldNotBeNullOrEmpty();
        }
    }
}
