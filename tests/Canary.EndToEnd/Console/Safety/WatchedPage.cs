using System.Collections.Concurrent;
using Canary.EndToEnd.Admin;
using Canary.TestKit;
using Microsoft.Playwright;

namespace Canary.EndToEnd.Console.Safety;

/// <summary>A page of the console of which everything is written down that no page may do: run a text, violate its policy, ask elsewhere.</summary>
internal sealed class WatchedPage : IAsyncDisposable
{
    private const string Watch = "addEventListener('securitypolicyviolation', e => (window.__violations ??= []).push(`${e.violatedDirective} ${e.blockedURI}`));";

    private readonly ChromiumBrowser _browser;
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentQueue<(string Method, string Address)> _requests = new();

    private WatchedPage(ChromiumBrowser browser, IPage page, string origin) => (_browser, Page, Origin) = (browser, page, origin);

    public IPage Page { get; }

    public string Origin { get; }

    /// <summary>What was asked so far.</summary>
    public IReadOnlyCollection<(string Method, string Address)> Requests => _requests;

    /// <summary>Opens nothing yet.</summary>
    public static async Task<WatchedPage> StartAsync(Uri admin)
    {
        var browser = await ChromiumBrowser.StartAsync();
        await browser.Context.AddInitScriptAsync(Watch);
        var watched = new WatchedPage(browser, await browser.Context.NewPageAsync(), admin.GetLeftPart(UriPartial.Authority));
        watched.Listen();
        return watched;
    }

    /// <summary>Opens a page of the console, anew.</summary>
    public async Task OpenAsync(string hash)
    {
        await Page.GotoAsync("about:blank");
        await Page.GotoAsync($"{Origin}/{hash}");
    }

    /// <summary>Gives a key to the login.</summary>
    public async Task LogInAsync(string key)
    {
        await OpenAsync("");
        await Page.Locator("input[type=password]").First.FillAsync(key);
        await Page.Keyboard.PressAsync("Enter");
        await Eventually.TrueAsync(async () => await Page.Locator("input[type=password]").CountAsync() == 0, "the login is over");
    }

    /// <summary>Returns when a text is on the page, as text.</summary>
    public Task ShowsAsync(string text) => Eventually.TrueAsync(
        () => Page.EvaluateAsync<bool>("text => document.body.innerText.replace(/\\s+/g, ' ').includes(text.replace(/\\s+/g, ' ').trim())", text), $"the page {Page.Url} shows {text}");

    /// <summary>Presses the buttons of the page, one after the other, and closes what they open.</summary>
    /// <param name="most">At most so many.</param>
    public async Task PressAllAsync(int most = 60)
    {
        var buttons = Page.Locator("main button:visible:enabled, main summary:visible");
        for (var i = 0; i < Math.Min(await buttons.CountAsync(), most); i++)
        {
            if (await buttons.Nth(i).IsVisibleAsync() && await buttons.Nth(i).IsEnabledAsync())
            {
                await buttons.Nth(i).ClickAsync(new LocatorClickOptions { Timeout = 5_000, Force = true });
                await Page.Keyboard.PressAsync("Escape");
            }
        }
    }

    /// <summary>Writes a text into every field of the page, and sends its forms.</summary>
    public async Task TypeEverywhereAsync(string text)
    {
        var fields = Page.Locator("input[type=text]:visible:enabled, input[type=search]:visible:enabled, input:not([type]):visible:enabled, textarea:visible:enabled");
        for (var i = 0; i < await fields.CountAsync(); i++)
        {
            await fields.Nth(i).FillAsync(text);
        }

        for (var i = 0; i < await fields.CountAsync(); i++)
        {
            await fields.Nth(i).PressAsync("Enter");
        }
    }

    /// <summary>Fails where a text ran, the policy was violated, a dialog opened, another origin was asked, or the page threw.</summary>
    public async Task ShouldBeSafeAsync(string where)
    {
        (await Page.EvaluateAsync<bool>("() => '__hit' in window")).ShouldBeFalse($"a text ran as script: {where}");
        (await Page.EvaluateAsync<string[]>("() => window.__violations ?? []")).ShouldBeEmpty($"policy violated: {where}");
        _faults.ShouldBeEmpty(where);
        Page.Url.ShouldStartWith(Origin + "/", Case.Sensitive, where);
        _requests.Select(request => request.Address).Where(address => !address.StartsWith(Origin + "/", StringComparison.Ordinal)).ShouldBeEmpty($"another origin was asked: {where}");
    }

    public ValueTask DisposeAsync() => _browser.DisposeAsync();

    private void Listen()
    {
        Page.Dialog += (_, dialog) =>
        {
            _faults.Enqueue($"a dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        Page.PageError += (_, error) => _faults.Enqueue($"an error: {error}");
        Page.Popup += (_, popup) => _faults.Enqueue($"a window: {popup.Url}");
        Page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase) || message.Text.Contains("Trusted", StringComparison.Ordinal))
            {
                _faults.Enqueue($"a violation: {message.Text}");
            }
        };
        Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith("data:", StringComparison.Ordinal) && !request.Url.StartsWith("about:", StringComparison.Ordinal))
            {
                _requests.Enqueue((request.Method, request.Url));
            }
        };
    }
}
