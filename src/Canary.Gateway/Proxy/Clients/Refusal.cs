using System.Globalization;

namespace Canary.Gateway.Proxy.Clients;

/// <summary>The gateway's own answer to a request that is too much.</summary>
internal sealed class Refusal
{
    private readonly int _status;
    private readonly byte[] _problem;
    private readonly string? _retryAfter;

    private Refusal(int status, byte[] problem, string? retryAfter = null) => (_status, _problem, _retryAfter) = (status, problem, retryAfter);

    /// <summary>To a body with more bytes than the service takes.</summary>
    public static Refusal TooLarge { get; } = new(
        StatusCodes.Status413PayloadTooLarge,
        """{"title":"Body too large","status":413,"detail":"The service takes no bodies of that size."}"""u8.ToArray());

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
        response.ContentType = "application/problem+json";
        response.ContentLength = _problem.Length;
        if (_retryAfter is not null)
        {
            response.Headers.RetryAfter = _retryAfter;
        }

        return response.Body.WriteAsync(_problem).AsTask();
    }
}
