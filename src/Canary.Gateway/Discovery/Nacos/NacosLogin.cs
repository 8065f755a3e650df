using System.Net;
using Canary.Gateway.Discovery.Registries;

namespace Canary.Gateway.Discovery.Nacos;

/// <summary>Logs in to Nacos, and again before the token ends or where it was refused. Shared by all watches: one logs in, the others wait for it.</summary>
internal sealed class NacosLogin(RegistryClient client, string? username, string? password) : IDisposable
{
    private static readonly string[] Paths = ["/nacos/v3/auth/user/login", "/nacos/v1/auth/login"];

    private readonly SemaphoreSlim _gate = new(1);

    // Written and read by whoever holds the gate.
    private string? _token;
    private long _since;
    private TimeSpan _lasts;

    /// <summary>A token, or null where nobody logs in.</summary>
    /// <param name="refused">A token that was refused and is not to be given again, or null.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="DiscoveryException">Nobody could log in.</exception>
    public async Task<string?> TokenAsync(string? refused, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(username))
        {
            return null;
        }

        await _gate.WaitAsync(cancellation);
        try
        {
            if (_token is null || _token == refused || client.Time.GetElapsedTime(_since) >= _lasts)
            {
                _token = null;
                var asked = client.Time.GetTimestamp();
                var (accessToken, tokenTtl) = client.Read(await AskAsync(cancellation), json => RegistryJson.Read<Granted>(json.Span, RegistryJson.Small));
                (_token, _since) = (accessToken, asked);

                // A tenth of its life early, as Nacos' own clients do.
                _lasts = TimeSpan.FromSeconds(Math.Clamp(tokenTtl, 0, 365 * 86_400L) * 0.9);
            }

            return _token;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async Task<ReadOnlyMemory<byte>> AskAsync(CancellationToken cancellation)
    {
        RegistryAnswer? answer = null;
        foreach (var path in Paths)
        {
            using var request = client.Request(HttpMethod.Post, path);
            request.Content = new FormUrlEncodedContent([new("username", username!), new("password", password ?? "")]);
            answer = await client.AskAsync(request, RegistryClient.Patience, cancellation);
            if (!answer.IsUnknown)
            {
                break;
            }
        }

        return answer!.Status == HttpStatusCode.OK ? answer.Body : throw client.Unwelcome(answer, "a login");
    }

    private sealed record Granted(string AccessToken, long TokenTtl);
}
