using System.Text.RegularExpressions;
using Canary.TestKit;

namespace Canary.EndToEnd.Console;

/// <summary>Weights: staged, shown, asked once, written; and nobody's change is lost.</summary>
[Collection(ConsoleCollection.Name)]
public sealed partial class SplitTests(ConsoleFleet fleet)
{
    private const string Weight = "Weight of canary, percent";
    private const string Slider = "Weight of canary, slider";

    [Theory]
    [InlineData(Hand.Mouse)]
    [InlineData(Hand.Keyboard)]
    public async Task Weights_are_staged_and_written_when_that_is_asked_for(Hand hand)
    {
        await fleet.PutServiceAsync("split");
        await using var traffic = fleet.SendTo("split");
        await using var page = await fleet.OpenAsync("#/services/split", hand);
        await Eventually.TrueAsync(async () => Rate().IsMatch(await page.Page.Locator("section.split").InnerTextAsync()), "a rate is seen");

        await page.TypeAsync(page.Field(Weight), "12.345");
        await page.SeesAsync("At most two decimals.");
        await page.TypeAsync(page.Field(Weight), "12,34");
        await page.SeesAsync("Staged, not in force");
        (await page.Field("Weight of stable, percent").InputValueAsync()).ShouldBe("87.66");
        await page.SeesAsync("2.34% of the traffic without a rule moves: about");
        (await fleet.CanaryAsync("split")).ShouldBe(10);

        await page.PressAsync(page.Button("Apply…"));
        await page.Dialog.WaitForAsync();
        (await page.Dialog.InnerTextAsync()).ShouldContain("canary 10% → 12.34%");
        await page.TypeAsync(page.Dialog.GetByLabel("Reason"), "看起来不错, ça va");
        await page.PressAsync(page.Dialog.GetByText("Change weights", new() { Exact = true }));
        await page.DialogEndsAsync();
        (await fleet.CanaryAsync("split")).ShouldBe(12.34m);
        (await fleet.ServiceAsync("split", "/history")).GetProperty("items")[0].GetProperty("reason").GetString().ShouldBe("看起来不错, ça va");
        await Eventually.TrueAsync(async () => !(await page.Page.Locator("section.split").InnerTextAsync()).Contains("Staged", StringComparison.Ordinal), "nothing is staged any more");
    }

    [Fact]
    public async Task The_slider_goes_where_the_mouse_does_and_keys_move_it_by_hundredths_points_and_tens()
    {
        await fleet.PutServiceAsync("slider");
        await using var page = await fleet.OpenAsync("#/services/slider", Hand.Keyboard);
        await page.Field(Slider).WaitForAsync();
        await page.TabToAsync(page.Field(Slider));
        foreach (var (key, weight) in new[] { ("ArrowRight", "10.01"), ("Shift+ArrowRight", "11.01"), ("PageUp", "21.01"), ("ArrowLeft", "21"), ("Home", "0"), ("End", "100") })
        {
            await page.Page.Keyboard.PressAsync(key);
            (await page.Field(Weight).InputValueAsync()).ShouldBe(weight, key);
        }

        var box = (await page.Field(Slider).BoundingBoxAsync())!;
        await page.Page.Mouse.ClickAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        decimal.Parse(await page.Field(Weight).InputValueAsync()).ShouldBeInRange(45, 55);
        await page.PressAsync(page.Button("Discard"));
        (await page.Field(Weight).InputValueAsync()).ShouldBe("10");
        (await fleet.CanaryAsync("slider")).ShouldBe(10);
    }

    [Theory]
    [InlineData(Hand.Mouse)]
    [InlineData(Hand.Keyboard)]
    public async Task Who_was_slower_sees_both_versions_and_overwrites_nothing(Hand hand)
    {
        await fleet.PutServiceAsync("conflict");
        await using var page = await fleet.OpenAsync("#/services/conflict", hand);
        await page.TypeAsync(page.Field(Weight), "30");
        await page.PressAsync(page.Button("Apply…"));
        await page.Dialog.WaitForAsync();
        await fleet.Second.PutWeightsAsync("conflict", new { canary = 20 });
        await page.PressAsync(page.Dialog.GetByText("Change weights", new() { Exact = true }));

        await page.SeesAsync("Somebody else changed conflict");
        var rows = await page.Dialog.Locator("tbody tr").AllInnerTextsAsync();
        Spaces().Replace(rows[1], " ").ShouldBe("canary 10% 20% 30%");
        (await page.Dialog.InnerTextAsync()).ShouldContain("admin wrote it at");
        (await fleet.CanaryAsync("conflict")).ShouldBe(20);

        await page.PressAsync(page.Button("Stage mine on top of it"));
        await page.DialogEndsAsync();
        await page.SeesAsync("now 20%");
        await page.PressAsync(page.Button("Apply…"));
        await page.PressAsync(page.Dialog.GetByText("Change weights", new() { Exact = true }));
        await page.DialogEndsAsync();
        (await fleet.CanaryAsync("conflict")).ShouldBe(30);
    }

    [Theory]
    [InlineData(Hand.Mouse)]
    [InlineData(Hand.Keyboard)]
    public async Task Rollback_is_one_question_away_and_the_page_shows_what_applies(Hand hand)
    {
        await fleet.PutServiceAsync("brake");
        await using var page = await fleet.OpenAsync("#/services/brake", hand);
        await page.PressAsync(page.Button("Rollback now"));
        await page.Dialog.WaitForAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await page.DialogEndsAsync();
        (await fleet.ServiceAsync("brake")).GetProperty("rolledBack").GetBoolean().ShouldBeFalse();

        await page.PressAsync(page.Button("Rollback now"));
        await page.PressAsync(page.Button("Roll back"));
        await page.DialogEndsAsync();
        (await fleet.ServiceAsync("brake")).GetProperty("rolledBack").GetBoolean().ShouldBeTrue();
        await page.SeesAsync("stable gets every request, whatever the weights and rules say");
        await Eventually.TrueAsync(async () => Spaces().Replace(await page.Page.Locator(".split-table tbody tr").Nth(1).InnerTextAsync(), " ").Contains("% 0%", StringComparison.Ordinal), "the canary gets nothing");

        await page.PressAsync(page.Button("Put these weights in force again…"));
        await page.PressAsync(page.Dialog.GetByText("Change weights", new() { Exact = true }));
        await page.DialogEndsAsync();
        (await fleet.ServiceAsync("brake")).GetProperty("rolledBack").GetBoolean().ShouldBeFalse();
    }

    [GeneratedRegex(@"[1-9][\d.]* requests a second")]
    private static partial Regex Rate();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
