using System.Collections.Concurrent;
using Canary.TestKit;
using Microsoft.Playwright;

namespace Canary.EndToEnd.Console;

/// <summary>A person at the console, with a mouse or with keys alone. Ends with a failure where the page threw, violated its policy or asked another origin.</summary>
public sealed class ConsolePage : IAsyncDisposable
{
    private const string Watch = "addEventListener('securitypolicyviolation', e => (window.__violations ??= []).push(`${e.violatedDirective} ${e.blockedURI}`));";
    private const int MostTabs = 250;

    private readonly IBrowserContext _context;
    private readonly Hand _hand;
    private readonly Uri _admin;
    private readonly ConcurrentQueue<string> _faults = new();

    private ConsolePage(IBrowserContext context, IPage page, Hand hand, Uri admin) => (_context, Page, _hand, _admin) = (context, page, hand, admin);

    public IPage Page { get; }

    /// <summary>The person's browser.</summary>
    public IBrowserContext Context => _context;

    /// <summary>Opens a page of the console.</summary>
    internal static async Task<ConsolePage> OpenAsync(IBrowserContext context, Uri admin, string hash, Hand hand, string? key)
    {
        context.SetDefaultTimeout(60_000);
        await context.AddInitScriptAsync(Watch);
        if (key is not null)
        {
            // As after a login; not again where the test took it away.
            await context.AddInitScriptAsync($"if (location.protocol === 'http:' && !sessionStorage.getItem('test')) {{ sessionStorage.setItem('test', '1'); sessionStorage.setItem('canary.key', '{key}'); }}");
        }

        var opened = new ConsolePage(context, await context.NewPageAsync(), hand, admin);
        opened.Listen();
        await opened.GoAsync(hash);
        return opened;
    }

    /// <summary>Opens another page of the console, anew.</summary>
    public async Task GoAsync(string hash)
    {
        await Page.GotoAsync("about:blank");
        await Page.GotoAsync(new Uri(_admin, "/" + hash).ToString());
        await Page.Locator("main h1").WaitForAsync();
    }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = name, Exact = true });

    public ILocator Field(string label) => Page.GetByLabel(label, new PageGetByLabelOptions { Exact = true });

    /// <summary>The dialog that is open.</summary>
    public ILocator Dialog => Page.Locator("dialog[open]");

    /// <summary>Presses a button, follows a link.</summary>
    public async Task PressAsync(ILocator target)
    {
        await target.WaitForAsync();
        if (_hand == Hand.Mouse)
        {
            await target.ClickAsync();
            return;
        }

        await TabToAsync(target);
        await Page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Replaces what is in a field.</summary>
    public async Task TypeAsync(ILocator field, string text)
    {
        await field.WaitForAsync();
        if (_hand == Hand.Mouse)
        {
            await field.ClickAsync();
        }
        else
        {
            await TabToAsync(field);
        }

        await Page.Keyboard.PressAsync("Control+a");
        if (text.Length == 0)
        {
            await Page.Keyboard.PressAsync("Delete");
        }
        else
        {
            await Page.Keyboard.InsertTextAsync(text);
        }
    }

    /// <summary>Chooses one of several, by what it reads.</summary>
    public async Task ChooseAsync(ILocator select, string option)
    {
        await select.WaitForAsync();
        if (_hand == Hand.Mouse)
        {
            await select.SelectOptionAsync(new SelectOptionValue { Label = option });
            return;
        }

        await TabToAsync(select);
        await Page.Keyboard.PressAsync("Home");
        for (var tried = 0; await ChosenAsync() != option; tried++)
        {
            tried.ShouldBeLessThan(20, $"{select} has no {option}");
            await Page.Keyboard.PressAsync("ArrowDown");
        }

        Task<string> ChosenAsync() => Page.EvaluateAsync<string>("document.activeElement.selectedOptions[0].text");
    }

    /// <summary>Goes from what has focus to something else, as the Tab key does.</summary>
    public async Task TabToAsync(ILocator target)
    {
        for (var tab = 0; tab < MostTabs; tab++)
        {
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }

            await Page.Keyboard.PressAsync("Tab");
        }

        throw new InvalidOperationException($"The Tab key does not lead to {target}.");
    }

    /// <summary>Returns when a text is on the page, where it can be seen.</summary>
    public Task SeesAsync(string text) => Page.GetByText(text).Filter(new LocatorFilterOptions { Visible = true }).First.WaitForAsync();

    /// <summary>Returns when something reads as is said.</summary>
    public static Task ReadsAsync(ILocator target, string text) =>
        Eventually.TrueAsync(async () => (await target.First.TextContentAsync())!.Contains(text, StringComparison.Ordinal), $"{target} reads {text}");

    /// <summary>Returns when a dialog is answered and gone.</summary>
    public Task DialogEndsAsync() => Eventually.TrueAsync(async () => await Page.Locator("dialog").CountAsync() == 0, "the dialog is gone");

    public async ValueTask DisposeAsync()
    {
        var violations = Page.Url.StartsWith("about:", StringComparison.Ordinal) ? [] : await Page.EvaluateAsync<string[]>("() => window.__violations ?? []");
        await _context.CloseAsync();
        violations.ShouldBeEmpty("the page's policy was violated");
        _faults.ShouldBeEmpty();
    }

    private void Listen()
    {
        Page.PageError += (_, error) => _faults.Enqueue($"an error: {error}");
        Page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase) || message.Text.Contains("TrustedHTML", StringComparison.Ordinal))
            {
                _faults.Enqueue(message.Text);
            }
        };
        Page.Request += (_, request) =>
        {
            if (IsElsewhere(request.Url))
            {
                _faults.Enqueue($"asked elsewhere: {request.Url}");
            }
        };
    }

    private bool IsElsewhere(string url) => url.StartsWith("http", StringComparison.Ordinal) && !url.StartsWith(_admin.GetLeftPart(UriPartial.Authority) + "/", StringComparison.Ordinal);
}
