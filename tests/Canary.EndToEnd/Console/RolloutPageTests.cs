using Canary.TestKit;

namespace Canary.EndToEnd.Console;

/// <summary>Rollouts: started by a form or by JSON, followed, and acted on.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class RolloutPageTests(ConsoleFleet fleet)
{
    [Theory]
    [InlineData(Hand.Mouse)]
    [InlineData(Hand.Keyboard)]
    public async Task A_rollout_is_started_followed_and_led_to_its_end(Hand hand)
    {
        var name = $"led-{hand}".ToLowerInvariant();
        await fleet.PutServiceAsync(name, canary: 0);
        await using var page = await fleet.OpenAsync($"#/services/{name}", hand);
        await page.PressAsync(page.Button("Start a rollout…"));
        await page.TypeAsync(page.Field("Weight %, step 1"), "5");
        await page.TypeAsync(page.Field("Hold, step 1"), "an hour");
        await page.ChooseAsync(page.Field("Gate, step 1"), "a person");
        await page.PressAsync(page.Button("Start"));

        // What is wrong is said where it is.
        await page.Page.Locator(".steps-form [aria-invalid=true]").WaitForAsync();
        await page.TypeAsync(page.Field("Hold, step 1"), "1h");
        await page.PressAsync(page.Button("Remove step 2"));
        await page.PressAsync(page.Button("Start"));
        await page.DialogEndsAsync();
        await StandsAsync(page, "Progressing", "5%");
        (await fleet.CanaryAsync(name)).ShouldBe(5);

        await ActAsync(page, "Approve");
        await page.SeesAsync("approved by operator");
        await ActAsync(page, "Pause");
        await StandsAsync(page, "Paused", "5%");
        await ActAsync(page, "Resume");
        await StandsAsync(page, "Progressing", "5%");
        await ActAsync(page, "Promote");
        await StandsAsync(page, "Progressing", "50%");
        await ActAsync(page, "Abort");
        await page.Button("Retry…").WaitForAsync();
        (await fleet.CanaryAsync(name)).ShouldBe(0);
        await ActAsync(page, "Retry");
        await StandsAsync(page, "Progressing", "5%");
        await ActAsync(page, "Promote fully");
        await page.Page.Locator("section.rollout h2").GetByText("Promoted").WaitForAsync();
        (await fleet.CanaryAsync(name)).ShouldBe(100);
    }

    [Theory]
    [InlineData(Hand.Mouse)]
    [InlineData(Hand.Keyboard)]
    public async Task A_plan_is_given_as_JSON_and_its_judgement_is_shown_check_by_check(Hand hand)
    {
        var name = $"judged-{hand}".ToLowerInvariant();
        await fleet.PutServiceAsync(name, canary: 0);
        await using var traffic = fleet.SendTo(name);
        await using var page = await fleet.OpenAsync($"#/services/{name}", hand);
        await page.PressAsync(page.Button("Start a rollout…"));
        await page.PressAsync(page.Button("JSON"));
        await page.TypeAsync(page.Field("Plan"), "{ not JSON");
        await page.PressAsync(page.Button("Start"));
        await page.SeesAsync("This is no JSON");
        await page.TypeAsync(page.Field("Plan"), """{"variant":"canary","steps":[{"weight":50,"gate":{"manual":{"note":"look"}}},{"weight":100}],"analysis":{"minRequests":20}}""");
        await page.PressAsync(page.Button("Form"));
        await page.SeesAsync("The form has no fields for all of this plan");
        await page.PressAsync(page.Button("Start"));
        await page.DialogEndsAsync();

        await StandsAsync(page, "Progressing", "50%");
        foreach (var check in new[] { "errors", "latency", "sample-ratio" })
        {
            await ConsolePage.ReadsAsync(page.Page.Locator(".judgement tbody"), check);
        }

        await page.Page.Locator("[data-graph=evidence] canvas").WaitForAsync();
        await ConsolePage.ReadsAsync(page.Page.Locator("[data-graph=evidence] .legend"), "errors: fails at");

        // Values along a graph are there for keys, too.
        var graph = page.Page.Locator("[data-graph=rate]");
        await page.TabToAsync(graph);
        await page.Page.Keyboard.PressAsync("ArrowLeft");
        await Eventually.TrueAsync(async () => (await page.Page.Locator("#announce-polite").InnerTextAsync()).Contains("stable ", StringComparison.Ordinal), "values are read out");
    }

    [Fact]
    public async Task An_action_on_a_rollout_that_moved_on_is_not_done_and_both_are_shown()
    {
        await fleet.PutServiceAsync("moved-on", canary: 0);
        await fleet.PostElsewhereAsync("services/moved-on/rollout", """{"variant":"canary","steps":[{"weight":5,"gate":"manual"},{"weight":20,"gate":"manual"},{"weight":100}]}""");
        await using var page = await fleet.OpenAsync("#/services/moved-on");
        await page.PressAsync(page.Button("Promote…"));
        await page.Dialog.WaitForAsync();
        await fleet.PostElsewhereAsync("services/moved-on/rollout/promote");
        await page.PressAsync(page.Dialog.GetByText("Promote…", new() { Exact = true }));
        await page.SeesAsync("Somebody else changed moved-on");
        var text = await page.Dialog.InnerTextAsync();
        text.ShouldContain("step 1/3, 5%");
        text.ShouldContain("step 2/3, 20%");
        (await fleet.ServiceAsync("moved-on", "/rollout")).GetProperty("step").GetProperty("number").GetInt32().ShouldBe(2);
    }

    private static async Task ActAsync(ConsolePage page, string action)
    {
        await page.PressAsync(page.Page.Locator("section.rollout").GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = $"{action}…", Exact = true }));
        await page.TypeAsync(page.Dialog.GetByLabel("Reason"), $"{action} it");
        await page.PressAsync(page.Dialog.Locator("button[type=submit]"));
        await page.DialogEndsAsync();
    }

    private static async Task StandsAsync(ConsolePage page, string phase, string weight)
    {
        await page.Page.Locator("section.rollout h2").GetByText(phase).WaitForAsync();
        await ConsolePage.ReadsAsync(page.Page.Locator(phase == "Progressing" || phase == "Paused" ? "[aria-current=step]" : ".steps"), weight);
    }
}
