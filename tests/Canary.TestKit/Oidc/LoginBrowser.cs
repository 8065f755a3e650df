using System.Net;
using System.Text.RegularExpressions;

namespace Canary.TestKit.Oidc;

/// <summary>A person's browser as far as a login needs one: it keeps cookies, follows redirects and fills in the provider's forms.</summary>
public sealed partial class LoginBrowser : IDisposable
{
    private const int MostSteps = 20;

    /// <summary>A browser that has been nowhere.</summary>
    /// <param name="gateway">The admin listener.</param>
    public LoginBrowser(Uri gateway)
    {
        Gateway = gateway;
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, CookieContainer = Cookies }) { BaseAddress = gateway };
    }

    /// <summary>The admin listener.</summary>
    public Uri Gateway { get; }

    /// <summary>Its cookies.</summary>
    public CookieContainer Cookies { get; } = new();

    /// <summary>Sends with its cookies, and follows no redirects.</summary>
    public HttpClient Client { get; }

    /// <summary>The session's cookie at a gateway on plain loopback, or null.</summary>
    public string? Session => Cookies.GetCookies(Gateway)["canary-session"]?.Value;

    /// <summary>Begins a login, and gives in a name and a password at the provider.</summary>
    /// <param name="name">The account.</param>
    /// <param name="path">Where it begins.</param>
    /// <returns>The address that the provider sends the browser back to, which it has not opened yet.</returns>
    public async Task<Uri> LogInAtProviderAsync(string name, string path = "/login")
    {
        var at = new Uri(Gateway, path);
        HttpContent? form = null;
        for (var step = 0; step < MostSteps; step++)
        {
            using var request = new HttpRequestMessage(form is null ? HttpMethod.Get : HttpMethod.Post, at) { Content = form };
            using var answer = await Client.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            form = null;
            if (answer.Headers.Location is { } next)
            {
                at = new Uri(at, next);
                if (at.AbsolutePath == "/login/callback")
                {
                    return at;
                }
            }
            else if (Prompt().Match(text) is { Success: true } prompt)
            {
                at = new Uri(at, WebUtility.HtmlDecode(Action().Match(text).Groups[1].Value));
                form = new FormUrlEncodedContent(new Dictionary<string, string> { ["prompt"] = prompt.Groups[1].Value, ["login"] = name, ["password"] = "any" });
            }
            else
            {
                throw new InvalidOperationException($"{at} answered {(int)answer.StatusCode}: {text}");
            }
        }

        throw new InvalidOperationException($"No login after {MostSteps} steps, at {at}.");
    }

    /// <summary>Logs in to the end.</summary>
    /// <param name="name">The account.</param>
    /// <param name="path">Where it begins.</param>
    /// <returns>Status, text and headers of the last answer.</returns>
    public async Task<(int Status, string Text, IReadOnlyList<string> SetCookies)> LogInAsync(string name, string path = "/login")
    {
        using var answer = await Client.GetAsync(await LogInAtProviderAsync(name, path));
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : []);
    }

    /// <inheritdoc/>
    public void Dispose() => Client.Dispose();

    [GeneratedRegex("name=\"prompt\" value=\"([a-z]+)\"")]
    private static partial Regex Prompt();

    [GeneratedRegex("<form[^>]* action=\"([^\"]+)\"")]
    private static partial Regex Action();
}
