using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Canary.Gateway.Admin.Oidc;

/// <summary>Calls the provider: bounded in time and size, without redirects, so that what the settings name is what is asked.</summary>
internal sealed class ProviderClient : IDisposable
{
    /// <summary>How long an answer may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int MaxAnswerBytes = 1024 * 1024;
    private const int MaxErrorLength = 200;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectTimeout = Patience,
    })
    {
        Timeout = Patience,
        MaxResponseContentBufferSize = MaxAnswerBytes,
    };

    /// <summary>Reads a JSON object.</summary>
    /// <param name="address">Where.</param>
    /// <param name="bearer">A token to send, or null.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ProviderException">There is no such answer.</exception>
    public Task<JsonElement> GetAsync(Uri address, string? bearer, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
        return SendAsync(request, cancellation);
    }

    /// <summary>Posts a form, and reads a JSON object.</summary>
    /// <param name="address">Where.</param>
    /// <param name="form">The fields.</param>
    /// <param name="basic">What follows <c>Basic</c> in the Authorization header, or null.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ProviderException">There is no such answer.</exception>
    public Task<JsonElement> PostAsync(Uri address, IReadOnlyDictionary<string, string> form, string? basic, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = basic is null ? null : new AuthenticationHeaderValue("Basic", basic);
        return SendAsync(request, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<JsonElement> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using var sent = request;
        var place = request.RequestUri!.GetLeftPart(UriPartial.Path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            using var answer = await _client.SendAsync(request, cancellation);
            var body = await answer.Content.ReadAsByteArrayAsync(cancellation);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                throw new ProviderException($"{place} answered {(int)answer.StatusCode}{ErrorIn(body)}");
            }

            using var json = JsonDocument.Parse(body, Strict);
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : throw new ProviderException($"{place} answered JSON that is no object");
        }
        catch (HttpRequestException e)
        {
            throw new ProviderException($"{place} can't be reached: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new ProviderException($"{place} did not answer within {Patience.TotalSeconds} s", e);
        }
        catch (JsonException e)
        {
            throw new ProviderException($"{place} answered something that is not JSON", e);
        }
    }

    // RFC 6749 5.2: a word and a sentence, and nothing secret.
    private static string ErrorIn(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, Strict);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String)
            {
                var text = json.RootElement.TryGetProperty("error_description", out var why) && why.ValueKind == JsonValueKind.String ? $"{error.GetString()}, {why.GetString()}" : error.GetString()!;
                return $" ({new string([.. text.Take(MaxErrorLength).Where(c => !char.IsControl(c))])})";
            }
        }
        catch (JsonException)
        {
            // An answer that is not JSON tells nothing more than its status.
        }

        return "";
    }
}
