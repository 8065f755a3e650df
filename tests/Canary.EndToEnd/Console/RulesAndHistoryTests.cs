using System.Text.RegularExpressions;
using Canary.TestKit;

namespace Canary.EndToEnd.Console;

/// <summary>Rules with their hits, explain, and what was before.</summary>
[Collection(ConsoleCollection.Name)]
public sealed partial class RulesAndHistoryTests(ConsoleFleet fleet)
{
    [Theory]
    [InlineData(Hand.Mouse)]
    [InlineData(Hand.Keyboard)]
    public async Task Rules_show_how_often_they_decided_and_requests_are_explained(Hand hand)
    {
        var name = $"ruled-{hand}".ToLowerInvariant();
        await fleet.PutServiceAsync(name);
        for (var n = 0; n < 3; n++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, name) { Headers = { { "x-user-group", "beta" } } };
            (await fleet.First.Proxy.SendAsync(request)).Dispose();
        }

        await using var page = await fleet.OpenAsync($"#/services/{name}", hand);
        var rules = page.Page.Locator("section.rules tbody tr");
        await Eventually.TrueAsync(async () => Hits().IsMatch(await rules.First.InnerTextAsync()), "hits are counted");
        (await rules.First.InnerTextAsync()).ShouldContain("header x-user-group = \"beta\"");

        await page.TypeAsync(page.Field("Headers, one a line"), "User-Agent: a bot");
        await page.PressAsync(page.Button("Explain"));
        await page.SeesAsync("This request gets stable.");
        await ConsolePage.ReadsAsync(rules.Nth(1), "matched");

        await page.TypeAsync(page.Field("Headers, one a line"), "nothing");
        await page.PressAsync(page.Button("Explain"));
        await page.SeesAsync("A header is a name, a colon and a value");

        await page.PressAsync(page.Page.GetByText("Paste a curl"));
        await page.TypeAsync(page.Field("curl command"), "curl 'https://ruled.example.com/ruled/cart?a=1' -H 'X-User-Group: beta' -b 'canary-id=user-1' --compressed");
        await page.PressAsync(page.Button("Read and explain"));
        await page.SeesAsync("This request gets canary.");
        (await page.Field("Path").InputValueAsync()).ShouldBe("/ruled/cart");
        (await page.Field("Cookies, one a line").InputValueAsync()).ShouldBe("canary-id=user-1");
        await ConsolePage.ReadsAsync(rules.First, "matched");
    }

    [Theory]
    [InlineData(Hand.Mouse)]
    [InlineData(Hand.Keyboard)]
    public async Task Two_versions_are_compared_and_an_old_one_is_restored(Hand hand)
    {
        await fleet.PutServiceAsync("past", canary: 10);
        var first = (await fleet.ServiceAsync("past")).GetProperty("revision").GetInt64();
        await fleet.First.PutWeightsAsync("past", new { canary = 20 });
        await fleet.First.PutWeightsAsync("past", new { canary = 30 });
        await using var page = await fleet.OpenAsync("#/services/past/history", hand);
        await ConsolePage.ReadsAsync(page.Page.Locator(".diff"), "\"canary\": 30");
        await ConsolePage.ReadsAsync(page.Page.Locator(".diff .is-removed"), "\"stable\": 80");

        await page.PressAsync(page.Button($"Restore revision {first}"));
        await ConsolePage.ReadsAsync(page.Dialog.Locator(".diff"), "\"canary\": 10");
        await page.TypeAsync(page.Dialog.GetByLabel("Reason"), "back to where it was good");
        await page.PressAsync(page.Dialog.Locator("button[type=submit]"));
        await page.DialogEndsAsync();
        (await fleet.CanaryAsync("past")).ShouldBe(10);
        await page.SeesAsync("back to where it was good");
        await page.SeesAsync("restore");

        // Somebody else's restore comes first: nothing of the slower one is written.
        await page.PressAsync(page.Button($"Restore revision {first + 1}"));
        await page.Dialog.WaitForAsync();
        await fleet.Second.PutWeightsAsync("past", new { canary = 55 });
        await page.PressAsync(page.Dialog.Locator("button[type=submit]"));
        await page.SeesAsync("Somebody else changed past");
        await ConsolePage.ReadsAsync(page.Dialog.Locator(".diff .is-added >> nth=-1"), "55");
        (await fleet.CanaryAsync("past")).ShouldBe(55);
    }

    [GeneratedRegex(@"\b3\b")]
    private static partial Regex Hits();
}
