using Canary.Core.Selection;
using Canary.Core.Services.Traffic;
using Canary.Gateway.Proxy.Forwarding;
using Canary.Gateway.Proxy.Guarding;
using Canary.Gateway.Proxy.Listeners;
using Canary.Gateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;

namespace Canary.Gateway.Proxy.Clients;

/// <summary>What a service takes of one client: asked before a variant is chosen.</summary>
internal sealed class ClientLimits
{
    private readonly LimitsConfig _config;
    private readonly ClientKey? _key;
    private readonly ClientBuckets? _buckets;
    private readonly StripedCounter _refused;

    private ClientLimits(LimitsConfig config, ClientLimits? before, TimeProvider time)
    {
        _config = config;
        _refused = before?._refused ?? new StripedCounter();
        if (config.Rate is not { } rate)
        {
            return;
        }

        (_key, _buckets) = before?._config.Rate == rate
            ? (before._key, before._buckets)
            : (new ClientKey(rate.By, (ulong)Random.Shared.NextInt64()), new ClientBuckets(rate, time));
    }

    /// <summary>Requests that were refused because their client asked too much.</summary>
    public long Refused => _refused.Value;

    /// <summary>Whether bodies have a limit of the service's own.</summary>
    public bool HasBodyLimit => _config.MaxBody is not null;

    /// <summary>Whether clients have a rate.</summary>
    public bool HasRate => _buckets is not null;

    /// <summary>A service's limits; null where it has none.</summary>
    /// <param name="config">What the operator wrote.</param>
    /// <param name="before">The limits that these replace; what clients have used of a rate that did not change stays used.</param>
    /// <param name="time">The clock.</param>
    public static ClientLimits? Of(LimitsConfig? config, ClientLimits? before, TimeProvider time) =>
        config is null or { MaxBody: null, Rate: null } ? null
        : before?._config == config ? before
        : new ClientLimits(config, before, time);

    /// <summary>Whether a request is too much, and with what it is then answered. Has the server watch the body of one that is not.</summary>
    /// <param name="context">The request.</param>
    /// <param name="path">Its normalised path.</param>
    /// <param name="trusted">Whose word about the client is believed.</param>
    /// <param name="now">The clock's timestamp.</param>
    public Refusal? Refuse(HttpContext context, string path, TrustedProxies trusted, long now)
    {
        if (_buckets is not null && _buckets.Take(HttpRequestFacts.HashOfClient(_key!, context, path, trusted), now) is { Ticks: > 0 } wait)
        {
            _refused.Increment();
            return Refusal.TooManyRequests((int)Math.Ceiling(wait.TotalSeconds));
        }

        if (_config.MaxBody is not { } most)
        {
            return null;
        }

        if (context.Request.ContentLength > most)
        {
            return Refusal.TooLarge;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = most;
        }

        return null;
    }
}
