using System.Net;
using System.Text;
using System.Text.Json;
using Canary.Cli.Tests.Running;

namespace Canary.Cli.Tests.Convert;

/// <summary>A source that canaryctl converted, written into a gateway, whose explanations tell what the gateway does with requests.</summary>
internal sealed class ConvertedUnderTest : IAsyncDisposable
{
    private readonly ShopUnderTest _shop;

    private ConvertedUnderTest(ShopUnderTest shop) => _shop = shop;

    /// <summary>Converts a source and applies what comes out.</summary>
    public static async Task<ConvertedUnderTest> OfAsync(string source, string fileName)
    {
        var shop = await ShopUnderTest.StartAsync();
        shop.Ctl.Write(fileName, source);
        var converted = await shop.Ctl.RunAsync("convert", fileName);
        converted.ExitCode.ShouldBe(0, converted.Error);
        shop.Ctl.Write("converted.yaml", converted.Out);
        await shop.Ctl.SayAsync("apply", "-f", "converted.yaml");
        return new ConvertedUnderTest(shop);
    }

    /// <summary>What the gateway would do with a request.</summary>
    public async Task<(string Variant, string Reason, decimal CanaryWeight)> ExplainAsync(string service, IPAddress from, IEnumerable<KeyValuePair<string, string>> headers)
    {
        var body = JsonSerializer.Serialize(new { path = "/", remoteIp = from.ToString(), headers = headers.ToDictionary() });
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _shop.Gateway.Admin.PostAsync($"/api/v1/services/{service}/explain", content);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var explanation = json.RootElement;
        return (explanation.GetProperty("variant").GetString()!, explanation.GetProperty("reason").GetString()!, explanation.GetProperty("weights").GetProperty("canary").GetDecimal());
    }

    /// <summary>That a count of canaries among draws is within 4 standard errors of a share.</summary>
    public static void ShouldBeWithin4StandardErrors(int canaries, int draws, decimal percent, string what)
    {
        var share = (double)percent / 100;
        Math.Abs(canaries - (draws * share)).ShouldBeLessThanOrEqualTo(4 * Math.Sqrt(draws * share * (1 - share)), $"{what}: {canaries} of {draws} at {percent}%");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _shop.DisposeAsync();
}
