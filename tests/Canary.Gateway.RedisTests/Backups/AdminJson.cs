using System.Text.Json;

namespace Canary.Gateway.RedisTests.Backups;

/// <summary>Answers of the admin API as JSON.</summary>
internal static class AdminJson
{
    /// <summary>The answer of a GET that must succeed.</summary>
    public static async Task<JsonElement> GetFromAsync(this HttpClient admin, string path)
    {
        using var json = JsonDocument.Parse(await admin.GetStringAsync(path));
        return json.RootElement.Clone();
    }
}
