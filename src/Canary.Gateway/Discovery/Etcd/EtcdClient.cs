using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Canary.Gateway.Discovery.Etcd;

/// <summary>Speaks to the members of an etcd cluster: the next one after each failure, with a token where there is a user. Used by one caller at a time.</summary>
internal sealed class EtcdClient(HttpMessageInvoker http, IReadOnlyList<Uri> members, string? username, string? password)
{
    private const int MaxAnswerBytes = 16 * 1024 * 1024;
    private const int MaxShown = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private string? _token;
    private int _member;

    /// <summary>The member that is asked.</summary>
    public Uri Member => members[_member];

    /// <summary>Asks, and reads the whole answer.</summary>
    /// <exception cref="DiscoveryException">No answer, or one that is not 200 or not JSON.</exception>
    public async Task<JsonDocument> CallAsync(string path, object body, CancellationToken cancellation)
    {
        using var answer = await SendAsync(path, body, cancellation);
        using var patience = WithPatience(cancellation);
        try
        {
            return JsonDocument.Parse(await ReadAsync(answer.Content, patience.Token));
        }
        catch (Exception exception) when (IsFailure(exception, cancellation))
        {
            throw Failed($"answers {path} in another form", exception);
        }
    }

    /// <summary>Asks for an answer that goes on, and returns when it begins.</summary>
    /// <exception cref="DiscoveryException">No answer, or one that is not 200.</exception>
    public async Task<HttpResponseMessage> SendAsync(string path, object body, CancellationToken cancellation)
    {
        var isFresh = username is { Length: > 0 } && _token is null;
        if (isFresh)
        {
            await AuthenticateAsync(cancellation);
        }

        var answer = await SendOnceAsync(path, body, cancellation);
        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            var said = await SaidAsync(answer, cancellation);
            var isRefused = _token is not null && !isFresh && IsAboutToken(answer.StatusCode, said);
            _token = null;
            if (!isRefused)
            {
                throw Failed($"answers {path} with {(int)answer.StatusCode}: {said}");
            }
        }

        // Tokens expire, and no longer hold once somebody changes a role. A second time it is not the token.
        return await SendAsync(path, body, cancellation);
    }

    /// <summary>What to say of a member that failed; the next one is asked from now on.</summary>
    public DiscoveryException Failed(string what, Exception? inner = null)
    {
        var member = Member;
        _member = (_member + 1) % members.Count;
        return new DiscoveryException($"etcd at {member.GetLeftPart(UriPartial.Authority)} {what}{(inner is null ? "" : $" ({inner.Message})")}", inner);
    }

    /// <summary>Whether an exception says that the other side failed, not that the caller gave up.</summary>
    public static bool IsFailure(Exception exception, CancellationToken cancellation) =>
        exception is HttpRequestException or IOException or JsonException or InvalidOperationException or FormatException or KeyNotFoundException or DecoderFallbackException
        || (exception is OperationCanceledException && !cancellation.IsCancellationRequested);

    private static bool IsAboutToken(HttpStatusCode status, string said) =>
        status == HttpStatusCode.Unauthorized || said.Contains("auth", StringComparison.OrdinalIgnoreCase);

    private static async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        await content.LoadIntoBufferAsync(MaxAnswerBytes, cancellation);
        return await content.ReadAsByteArrayAsync(cancellation);
    }

    private async Task AuthenticateAsync(CancellationToken cancellation)
    {
        using var answer = await SendOnceAsync("v3/auth/authenticate", new { name = username, password }, cancellation);
        if (!answer.IsSuccessStatusCode)
        {
            throw Failed($"does not accept the user with {(int)answer.StatusCode}: {await SaidAsync(answer, cancellation)}");
        }

        using var patience = WithPatience(cancellation);
        try
        {
            using var token = JsonDocument.Parse(await ReadAsync(answer.Content, patience.Token));
            _token = token.RootElement.GetProperty("token").GetString();
        }
        catch (Exception exception) when (IsFailure(exception, cancellation))
        {
            throw Failed("gives no token", exception);
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(string path, object body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Member, path)) { Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (_token is { } token)
        {
            request.Headers.TryAddWithoutValidation("Authorization", token);
        }

        using var patience = WithPatience(cancellation);
        try
        {
            return await http.SendAsync(request, patience.Token);
        }
        catch (Exception exception) when (IsFailure(exception, cancellation))
        {
            throw Failed("does not answer", exception);
        }
    }

    private async Task<string> SaidAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        using var patience = WithPatience(cancellation);
        try
        {
            var said = Encoding.UTF8.GetString(await ReadAsync(answer.Content, patience.Token)).ReplaceLineEndings(" ");
            return said.Length <= MaxShown ? said : said[..MaxShown];
        }
        catch (Exception exception) when (IsFailure(exception, cancellation))
        {
            return exception.Message;
        }
    }

    private CancellationTokenSource WithPatience(CancellationToken cancellation)
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        return patience;
    }
}
