using System.Globalization;
using System.Text;

namespace Canary.Gateway.Proxy.Guarding;

/// <summary>The gateway's own answer to a request that it does not pass on.</summary>
internal sealed class Refusal
{
    private readonly int _status;
    private readonly byte[] _problem;
    private readonly string? _retryAfter;
    private readonly bool _closes;

    private Refusal(int status, byte[] problem, string? retryAfter = null, bool closes = false) => (_status, _problem, _retryAfter, _closes) = (status, problem, retryAfter, closes);

    /// <summary>To a body with more bytes than the service takes.</summary>
    public static Refusal TooLarge { get; } = new(
        StatusCodes.Status413PayloadTooLarge,
        """{"title":"Body too large","status":413,"detail":"The service takes no bodies of that size."}"""u8.ToArray());

    /// <summary>To TRACE, which tells headers that a page's scripts may not see, and to CONNECT, as the gateway is nobody's tunnel.</summary>
    public static Refusal MethodNotAllowed { get; } = Of(StatusCodes.Status405MethodNotAllowed, "Method not allowed", "TRACE and CONNECT are not passed on.", closes: true);

    /// <summary>To a question about the gateway itself: <c>OPTIONS *</c>.</summary>
    public static Refusal Options { get; } = new(StatusCodes.Status204NoContent, []);

    /// <summary>To a target that two programs may read in two ways.</summary>
    public static Refusal BadTarget { get; } = Malformed("The target has a fragment, a backslash, a blank, a control character, or a percent sign without two hex digits.");

    /// <summary>To a target that leads elsewhere once its escaped slashes are decoded.</summary>
    public static Refusal HiddenDots { get; } = Malformed("The target has a segment of dots beside an escaped slash.");

    /// <summary>To a request that names no host.</summary>
    public static Refusal NoHost { get; } = Malformed("The Host header is empty.");

    /// <summary>To a body whose end is told twice.</summary>
    public static Refusal TwoLengths { get; } = Malformed("There is a Content-Length beside a Transfer-Encoding.");

    /// <summary>To a body that is said to be in chunks of chunks.</summary>
    public static Refusal ChunkedTwice { get; } = Malformed("The Transfer-Encoding is chunked twice.");

    /// <summary>To a transfer encoding other than chunked.</summary>
    public static Refusal UnknownEncoding { get; } = Of(StatusCodes.Status501NotImplemented, "Not implemented", "Of transfer encodings only chunked is known.", closes: true);

    /// <summary>To a method that is one of HTTP's but for its case.</summary>
    public static Refusal UnknownMethod { get; } = Of(StatusCodes.Status501NotImplemented, "Not implemented", "Methods are told apart by case, and this one is not known.", closes: true);

    /// <summary>To chunks before HTTP/1.1, which has them first.</summary>
    public static Refusal ChunksTooEarly { get; } = Malformed("HTTP/1.0 has no Transfer-Encoding.");

    /// <summary>To a WebSocket that does not begin as one.</summary>
    public static Refusal BadUpgrade { get; } = Malformed("A WebSocket begins with a GET of HTTP/1.1.");

    /// <summary>To a header with a control character.</summary>
    public static Refusal ControlCharacter { get; } = Malformed("A header has a control character.");

    /// <summary>To a request that is one too many for the whole gateway.</summary>
    public static Refusal Overloaded { get; } = new(
        StatusCodes.Status503ServiceUnavailable,
        """{"title":"Overloaded","status":503,"detail":"This gateway takes no more requests now."}"""u8.ToArray(),
        retryAfter: "1");

    /// <summary>To a CONNECT that wants another protocol than WebSockets.</summary>
    public static Refusal UnknownProtocol { get; } = Of(StatusCodes.Status501NotImplemented, "Not implemented", "CONNECT begins WebSockets alone.");

    /// <summary>To a header whose name is none.</summary>
    public static Refusal BadName { get; } = Malformed("A header has a name with characters that names don't have.");

    /// <summary>To a header of HTTP/2 that speaks of a connection.</summary>
    public static Refusal ConnectionHeader { get; } = Malformed("HTTP/2 has no headers that speak of the connection.");

    private static byte[] TooMany { get; } =
        """{"title":"Too many requests","status":429,"detail":"The service takes no more requests of this client for now."}"""u8.ToArray();

    /// <summary>To a client that asks too often.</summary>
    /// <param name="retryAfter">After how many seconds it may ask again.</param>
    public static Refusal TooManyRequests(int retryAfter) =>
        new(StatusCodes.Status429TooManyRequests, TooMany, retryAfter.ToString(CultureInfo.InvariantCulture));

    /// <summary>Writes it.</summary>
    public Task WriteAsync(HttpResponse response)
    {
        response.StatusCode = _status;
        if (_closes && !HttpProtocol.IsHttp2(response.HttpContext.Request.Protocol))
        {
            // What follows on the connection may be the rest of this request, read as another one.
            response.Headers.Connection = "close";
        }

        if (_status == StatusCodes.Status204NoContent)
        {
            response.Headers.Allow = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
            return Task.CompletedTask;
        }

        response.ContentType = "application/problem+json";
        response.ContentLength = _problem.Length;
        if (_retryAfter is not null)
        {
            response.Headers.RetryAfter = _retryAfter;
        }

        return response.Body.WriteAsync(_problem).AsTask();
    }

    private static Refusal Malformed(string detail) => Of(StatusCodes.Status400BadRequest, "Bad request", detail, closes: true);

    private static Refusal Of(int status, string title, string detail, bool closes = false) => new(
        status, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"title":"{{title}}","status":{{status}},"detail":"{{detail}}"}""")), closes: closes);
}
