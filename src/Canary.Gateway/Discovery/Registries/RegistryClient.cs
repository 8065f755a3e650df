using System.Globalization;
using System.Text;
using System.Text.Json;
using Canary.Core.Services;

namespace Canary.Gateway.Discovery.Registries;

/// <summary>Asks a registry over HTTP, within bounds of time and size, and says in one sentence what went wrong.</summary>
/// <param name="kind">What the registry is called in messages, as <c>Consul</c>.</param>
/// <param name="address">Where it listens; a path is put before those that are asked for.</param>
/// <param name="http">What sends; shared with others.</param>
/// <param name="time">The clock.</param>
internal sealed class RegistryClient(string kind, Uri address, HttpMessageInvoker http, TimeProvider time)
{
    /// <summary>The most bytes of an answer.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>How long an answer may take that is not held back on purpose.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string _base = address.AbsoluteUri.TrimEnd('/');
    private readonly string _shown = address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>A request for a path with its query.</summary>
    public HttpRequestMessage Request(HttpMethod method, string pathAndQuery) => new(method, _base + pathAndQuery);

    /// <summary>Adds a header with a secret, which comes from a file or another answer and may be anything.</summary>
    /// <exception cref="DiscoveryException">No header can carry it.</exception>
    public void AddSecret(HttpRequestMessage request, string header, string secret)
    {
        if (secret.AsSpan().ContainsAnyExceptInRange(' ', '~') || !request.Headers.TryAddWithoutValidation(header, secret))
        {
            throw Failure("cannot be asked, as the token has characters that no header can carry");
        }
    }

    /// <summary>Asks, and reads the answer to its end, whatever its status.</summary>
    /// <param name="request">The request.</param>
    /// <param name="patience">How long all of it may take.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="DiscoveryException">No answer, or too long a one.</exception>
    public async Task<RegistryAnswer> AskAsync(HttpRequestMessage request, TimeSpan patience, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            var body = await BoundedBody.ReadAsync(response.Content, MaxBytes, either.Token)
                ?? throw Failure(string.Create(CultureInfo.InvariantCulture, $"answered with more than {MaxBytes} bytes"));
            return new RegistryAnswer(response.StatusCode, response.Headers, body);
        }
        catch (Exception problem) when (NoAnswer(problem, patience, cancellation) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>Asks, and returns as soon as the headers of the answer are there.</summary>
    /// <exception cref="DiscoveryException">No answer.</exception>
    public async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, TimeSpan patience, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            return await http.SendAsync(request, either.Token);
        }
        catch (Exception problem) when (NoAnswer(problem, patience, cancellation) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>Reads what was answered.</summary>
    /// <param name="json">The answer.</param>
    /// <param name="read">Reads it; throws <see cref="JsonException"/> or <see cref="FormatException"/> where it is not in its form.</param>
    /// <exception cref="DiscoveryException">It is not.</exception>
    public T Read<T>(ReadOnlyMemory<byte> json, Func<ReadOnlyMemory<byte>, T> read)
    {
        try
        {
            return read(json);
        }
        catch (JsonException problem)
        {
            throw Failure($"answered with what cannot be read, at {Quoted.Text(problem.Path ?? "$")}", problem);
        }
        catch (FormatException problem)
        {
            throw Failure($"answered with what cannot be used: {problem.Message}", problem);
        }
    }

    /// <summary>A failure for a status that is none of success.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="question">What was asked for, as <c>a login</c>.</param>
    public DiscoveryException Unwelcome(RegistryAnswer answer, string question)
    {
        var said = Encoding.UTF8.GetString(answer.Body.Span[..Math.Min(answer.Body.Length, 4 * Quoted.MaxLength)]).Trim();
        return Failure(string.Create(CultureInfo.InvariantCulture, $"answered {question} with {(int)answer.Status}{(said.Length == 0 ? "" : " and " + Quoted.Text(said))}"));
    }

    /// <summary>A failure, in a sentence that begins with the registry and its address.</summary>
    public DiscoveryException Failure(string what, Exception? inner = null) => new($"{kind} at {_shown} {what}.", inner);

    private DiscoveryException? NoAnswer(Exception problem, TimeSpan patience, CancellationToken cancellation) => problem switch
    {
        OperationCanceledException { InnerException: TimeoutException } when !cancellation.IsCancellationRequested => Failure("does not answer: no connection came about in time", problem),
        OperationCanceledException when !cancellation.IsCancellationRequested => Failure($"did not answer within {Duration.Format(patience)}", problem),
        HttpRequestException or IOException => Failure($"does not answer: {Quoted.Within(Reason(problem).TrimEnd('.'), 200)}", problem),
        _ => null,
    };

    // Of TLS, only the inner exception says what was wrong.
    private static string Reason(Exception problem) =>
        (problem is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: { } inner } ? inner : problem).Message;
}
