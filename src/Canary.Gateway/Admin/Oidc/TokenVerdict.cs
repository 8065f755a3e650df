using System.Text.Json;

namespace Canary.Gateway.Admin.Oidc;

/// <summary>What is to be thought of a token: its claims where it is good, else why not. The reason never repeats the token.</summary>
internal readonly record struct TokenVerdict(JsonElement? Claims, string? Problem)
{
    /// <summary>The token is good.</summary>
    public static TokenVerdict Good(JsonElement claims) => new(claims, null);

    /// <summary>It is not.</summary>
    public static TokenVerdict Bad(string problem) => new(null, problem);
}
