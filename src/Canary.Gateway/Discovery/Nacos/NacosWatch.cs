using System.Net;
using Canary.Core.Services;
using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery.Registries;

namespace Canary.Gateway.Discovery.Nacos;

/// <summary>Follows one service by asking again and again, as often as the server says that answers may be kept.</summary>
internal sealed class NacosWatch(RegistryClient client, NacosLogin login, string? space, NacosDiscoveryConfig wanted) : IDestinationWatch
{
    private NacosApi? _api;
    private TimeSpan? _pause;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DestinationConfig>> NextAsync(CancellationToken cancellation)
    {
        if (_pause is { } pause)
        {
            _pause = null;
            await Task.Delay(pause, client.Time, cancellation);
        }

        var token = await login.TokenAsync(null, cancellation);
        var (answer, api) = await AskAsync(token, cancellation);
        if (answer.IsRefused && token is not null)
        {
            // A restarted server may know no token of the one before it.
            token = await login.TokenAsync(token, cancellation);
            (answer, api) = await AskAsync(token, cancellation);
        }

        if (answer.Status != HttpStatusCode.OK)
        {
            throw client.Unwelcome(answer, $"a question for service {Quoted.Text(wanted.Service)}");
        }

        var (found, keep) = client.Read(answer.Body, json => NacosAnswer.Read(json.Span, api, wanted));
        _pause = keep;
        return found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private async Task<(RegistryAnswer Answer, NacosApi Api)> AskAsync(string? token, CancellationToken cancellation)
    {
        if (_api is { } known)
        {
            var answer = await AskAsync(known, token, cancellation);
            if (!answer.IsUnknown)
            {
                return (answer, known);
            }

            // Another version of the server runs now.
            _api = null;
        }

        foreach (var api in NacosApi.All)
        {
            var answer = await AskAsync(api, token, cancellation);
            if (!answer.IsUnknown)
            {
                _api = answer.Status == HttpStatusCode.OK ? api : null;
                return (answer, api);
            }
        }

        throw client.Failure("knows none of the APIs v3, v2 and v1");
    }

    private async Task<RegistryAnswer> AskAsync(NacosApi api, string? token, CancellationToken cancellation)
    {
        using var request = client.Request(HttpMethod.Get, api.Question(wanted, space));
        if (token is not null)
        {
            // The first and second generation read the one, and the third documents the other.
            client.AddSecret(request, "Authorization", $"Bearer {token}");
            client.AddSecret(request, "accessToken", token);
        }

        return await client.AskAsync(request, RegistryClient.Patience, cancellation);
    }
}
