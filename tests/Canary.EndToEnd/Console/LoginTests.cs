namespace Canary.EndToEnd.Console;

/// <summary>Who gets into the console, and what happens when their login ends.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class LoginTests(ConsoleFleet fleet)
{
    [Theory]
    [InlineData(Hand.Mouse)]
    [InlineData(Hand.Keyboard)]
    public async Task A_person_logs_in_with_a_key_and_out_again(Hand hand)
    {
        await fleet.PutServiceAsync("login");
        await using var page = await fleet.OpenAsync("#/services/login", hand, key: null);
        await page.TypeAsync(page.Field("API key"), "not a key of ours");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.SeesAsync("The gateway does not know this key.");
        (await page.Field("API key").GetAttributeAsync("aria-invalid")).ShouldBe("true");

        await page.TypeAsync(page.Field("API key"), ConsoleKeys.Operator);
        await page.PressAsync(page.Button("Log in with the key"));
        await page.Button("Rollback now").WaitForAsync();
        (await page.Page.TitleAsync()).ShouldBe("login · Canary.Gateway");

        await page.PressAsync(page.Button("Log out"));
        await page.Field("API key").WaitForAsync();
        await page.Page.ReloadAsync();
        await page.Field("API key").WaitForAsync();
    }

    [Theory]
    [InlineData(Hand.Mouse)]
    [InlineData(Hand.Keyboard)]
    public async Task A_login_that_ended_comes_back_to_what_was_staged(Hand hand)
    {
        await fleet.PutServiceAsync("expired");
        await using var page = await fleet.OpenAsync("#/services/expired", hand);
        await page.TypeAsync(page.Field("Weight of canary, percent"), "33.33");
        await page.SeesAsync("Staged, not in force");

        // What the gateway knew a moment ago it knows no longer.
        await page.Page.EvaluateAsync("sessionStorage.setItem('canary.key', 'taken-away')");
        await page.SeesAsync("Your login has ended.");
        (await page.Page.Locator("main").InnerTextAsync()).ShouldNotContain("Rollback now");

        await page.TypeAsync(page.Field("API key"), ConsoleKeys.Operator);
        await page.PressAsync(page.Button("Log in with the key"));
        await page.SeesAsync("Staged, not in force");
        (await page.Field("Weight of canary, percent").InputValueAsync()).ShouldBe("33.33");
        (await fleet.CanaryAsync("expired")).ShouldBe(10);
    }

    [Fact]
    public async Task A_viewer_sees_all_and_that_nothing_can_be_changed()
    {
        await fleet.PutServiceAsync("looked-at");
        await using var page = await fleet.OpenAsync("#/services/looked-at", key: ConsoleKeys.Viewer);
        await page.SeesAsync("read-only");
        await page.Field("Weight of canary, percent").WaitForAsync();
        foreach (var control in new[] { page.Button("Rollback now"), page.Button("Start a rollout…"), page.Field("Weight of canary, percent"), page.Field("Weight of canary, slider") })
        {
            (await control.IsDisabledAsync()).ShouldBeTrue(control.ToString());
        }

        await page.GoAsync("#/audit");
        await page.SeesAsync("The audit is for operators");
    }
}
