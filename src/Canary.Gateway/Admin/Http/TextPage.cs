using System.Net;
using System.Text;

namespace Canary.Gateway.Admin.Http;

/// <summary>A small page for people: no script, no style, nothing from elsewhere.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">What the page says first.</param>
/// <param name="Text">What it says then.</param>
internal sealed record TextPage(int Status, string Title, string Text) : IResult
{
    /// <summary>The button that posts to the same address, or null.</summary>
    public string? Button { get; init; }

    /// <summary>A link and its text, or null.</summary>
    public (string Address, string Text)? Link { get; init; }

    /// <summary>Whether the browser follows the link by itself, as a navigation of this page's.</summary>
    public bool Follows { get; init; }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext context)
    {
        static string Safe(string text) => WebUtility.HtmlEncode(text);
        var html = new StringBuilder("<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">");
        if (Follows && Link is { } next)
        {
            html.Append($"<meta http-equiv=\"refresh\" content=\"0;url={Safe(next.Address)}\">");
        }

        html.Append($"<title>{Safe(Title)}</title><h1>{Safe(Title)}</h1><p>{Safe(Text)}</p>");
        if (Button is not null)
        {
            html.Append($"<form method=\"post\"><button>{Safe(Button)}</button></form>");
        }

        if (Link is { } link)
        {
            html.Append($"<p><a href=\"{Safe(link.Address)}\">{Safe(link.Text)}</a></p>");
        }

        var body = Encoding.UTF8.GetBytes(html.Append("</html>").ToString());
        context.Response.StatusCode = Status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
