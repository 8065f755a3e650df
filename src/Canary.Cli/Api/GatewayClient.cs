using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Canary.Cli.Contexts;
using Canary.Cli.Running;

namespace Canary.Cli.Api;

/// <summary>Calls the admin API of one gateway. Nothing is tried twice, as a write that was not answered may have happened.</summary>
internal sealed class GatewayClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly TimeSpan _timeout;

    /// <summary>A client for a gateway.</summary>
    /// <param name="settings">Where it is, and by what credentials it is called.</param>
    /// <param name="timeout">How long an answer may take.</param>
    public GatewayClient(ConnectionSettings settings, TimeSpan timeout)
    {
        _timeout = timeout;

        // A redirect would take the key to another address.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = timeout, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 };
        settings.Tls.ApplyTo(handler.SslOptions);
        _http = new HttpClient(handler) { BaseAddress = settings.Url, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("canaryctl/" + CliVersion.Current);
        if (settings.Key is { } key)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    /// <summary>Where it is.</summary>
    public Uri Url => _http.BaseAddress!;

    /// <summary>The path of a service, and of something below it.</summary>
    public static string PathOf(string service, string below = "") => $"services/{Uri.EscapeDataString(service)}{(below.Length == 0 ? "" : "/" + below)}";

    /// <summary>Reads.</summary>
    /// <param name="path">The path below <c>/api/v1/</c>.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellation) => (await SendAsync(HttpMethod.Get, path, null, null, cancellation)).Json;

    /// <summary>Reads, or null where it is not there.</summary>
    public async Task<Answer?> FindAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return await SendAsync(HttpMethod.Get, path, null, null, cancellation);
        }
        catch (CommandException missing) when (missing.ExitCode == ExitCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Reads all pages of a list, or as many as <paramref name="most"/> items need.</summary>
    public async Task<IReadOnlyList<JsonElement>> GetPagesAsync(string path, int most, CancellationToken cancellation)
    {
        const int MaxPage = 1000;
        var items = new List<JsonElement>();
        for (string? token = ""; token is not null && items.Count < most;)
        {
            var page = await GetAsync($"{path}?pageSize={Math.Min(MaxPage, most - items.Count)}{(token.Length == 0 ? "" : "&pageToken=" + token)}", cancellation);
            items.AddRange(page.Find("items").Items());
            token = page.Find("nextPageToken").Text();
        }

        return items;
    }

    /// <summary>Calls.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path below <c>/api/v1/</c>.</param>
    /// <param name="body">The body; null: none.</param>
    /// <param name="terms">What goes with a write; null: it is none.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="CommandException">It was refused, or not answered.</exception>
    public async Task<Answer> SendAsync(HttpMethod method, string path, JsonElement? body, WriteTerms? terms, CancellationToken cancellation)
    {
        using var request = CreateRequest(method, path, terms);
        request.Content = body is { } json ? new StringContent(json.GetRawText(), Encoding.UTF8, "application/json") : null;
        return await WithinTimeoutAsync(
            async token =>
            {
                using var response = await _http.SendAsync(request, token);
                var text = await response.Content.ReadAsStringAsync(token);
                return response.IsSuccessStatusCode ? Read(response, text) : throw ApiProblem.Of((int)response.StatusCode, text, Url);
            },
            cancellation);
    }

    /// <summary>Calls for an answer that is read, and a body that is sent, bit by bit, for as long as that takes.</summary>
    public async Task<HttpResponseMessage> StreamAsync(HttpMethod method, string path, HttpContent? body, WriteTerms? terms, Action<HttpRequestMessage> prepare, CancellationToken cancellation)
    {
        using var request = CreateRequest(method, path, terms);
        request.Content = body;
        prepare(request);
        try
        {
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw ApiProblem.Of((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellation), Url);
            }
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException)
        {
            throw Unreachable(problem);
        }
    }

    /// <summary>Says that the gateway can't be reached.</summary>
    public CommandException Unreachable(Exception problem) =>
        new(ExitCode.Unreachable, $"The gateway at {Url} can't be reached: {(problem.InnerException is { } inner and not OperationCanceledException ? inner.Message : problem.Message)}");

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage CreateRequest(HttpMethod method, string path, WriteTerms? terms)
    {
        var request = new HttpRequestMessage(method, "api/v1/" + path);
        if (terms?.Reason is { Length: > 0 } reason)
        {
            AddReason(request, reason);
        }

        if (terms?.Revision is { } revision)
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{revision}\""));
        }

        if (terms is { MustNotExist: true })
        {
            request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        }

        return request;
    }

    private static void AddReason(HttpRequestMessage request, string reason)
    {
        if (reason.Any(char.IsControl))
        {
            throw CommandException.Invalid("--reason must be one line without control characters.");
        }

        request.Headers.TryAddWithoutValidation("X-Canary-Reason", reason);
    }

    private async Task<T> WithinTimeoutAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_timeout);
        try
        {
            return await call(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.Unreachable, $"The gateway at {Url} did not answer within {Core.Services.Duration.Format(_timeout)}. A change that was asked for may or may not have been made.");
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException)
        {
            throw Unreachable(problem);
        }
    }

    private Answer Read(HttpResponseMessage response, string text)
    {
        var revision = response.Headers.ETag is { IsWeak: false } tag && long.TryParse(tag.Tag.Trim('"'), out var number) ? number : (long?)null;
        if (text.Length == 0)
        {
            return new Answer((int)response.StatusCode, default, revision);
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return new Answer((int)response.StatusCode, document.RootElement.Clone(), revision);
        }
        catch (JsonException)
        {
            throw ApiProblem.Of((int)response.StatusCode, text, Url);
        }
    }
}
