using Microsoft.Playwright;

namespace Canary.EndToEnd.Admin;

/// <summary>The system's Chromium, without a window; it ends with this object.</summary>
internal sealed class ChromiumBrowser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private ChromiumBrowser(IPlaywright playwright, IBrowser browser, IBrowserContext context) => (_playwright, _browser, Context) = (playwright, browser, context);

    /// <summary>One person's profile: cookies, pages.</summary>
    public IBrowserContext Context { get; }

    /// <summary>Starts it.</summary>
    public static async Task<ChromiumBrowser> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",

            // Tests run as root in containers, where Chromium's sandbox can't be; the pages are our own. Nothing leaves this machine:
            // the provider's forms ask for a font of elsewhere, which pages would wait for.
            Args = ["--no-sandbox", "--disable-dev-shm-usage", "--no-proxy-server", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1"],
            Timeout = 120_000,
        });
        var context = await browser.NewContextAsync();
        context.SetDefaultTimeout(60_000);
        return new ChromiumBrowser(playwright, browser, context);
    }

    /// <summary>Another person's profile.</summary>
    public Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions options) => _browser.NewContextAsync(options);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
