using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Canary.Core.Rollouts;
using Canary.Core.Services;
using Canary.Gateway.Control.Rollouts;
using Canary.Gateway.Notifications.Sending;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Notifications.Links;

/// <summary>Makes and reads signed links, by which whoever is told of an event can act without credentials: the link is the credential.</summary>
/// <param name="store">Where the key is that all gateways of the store share.</param>
/// <param name="publicUrl">Where people reach the admin listener; null: no links are made.</param>
internal sealed class ActionLinks(IGatewayStore store, string? publicUrl)
{
    /// <summary>How long after its event a link works.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private const string KeyName = "links";

    private static readonly WriteOrigin Origin = new("notifications", null, "link.key", null);

    // Written once by whoever is first, then the same for everybody.
    private volatile byte[]? _key;

    /// <summary>The event with links to what can be done about it, where there is something.</summary>
    /// <exception cref="StoreUnavailableException">The key is not known yet, and the store does not answer.</exception>
    public async Task<ToldEvent> AddAsync(ToldEvent told, CancellationToken cancellation)
    {
        if (publicUrl is null || JsonNode.Parse(told.Json) is not JsonObject json || json["data"] is not JsonObject data
            || ActionsFor(told.Name, (string?)data["actor"]) is not { Length: > 0 } actions)
        {
            return told;
        }

        var key = await KeyAsync(cancellation);
        var at = DateTimeOffset.Parse((string)json["time"]!, CultureInfo.InvariantCulture);
        var links = actions
            .Select(action => new LinkToken(
                told.Service, (string)data["rollout"]!, (long)data["transition"]!, (int)data["step"]!, action, (at + Lifetime).ToUnixTimeSeconds()))
            .Select(token => new EventLink(EnumNames<LinkAction>.Of(token.Action), $"{publicUrl.TrimEnd('/')}/links/{token.Sign(key)}"))
            .ToList();
        data["links"] = new JsonObject(links.Select(link => KeyValuePair.Create<string, JsonNode?>(link.Action, link.Url)));
        return told with { Links = links, Json = json.ToJsonString() };
    }

    /// <summary>What a token says, where one of the store's gateways signed it; else null.</summary>
    /// <exception cref="StoreUnavailableException">The key is not known yet, and the store does not answer.</exception>
    public async Task<LinkToken?> ReadAsync(string token, CancellationToken cancellation) => LinkToken.Read(token, await KeyAsync(cancellation));

    // What a person paused, that person knows of.
    private static LinkAction[] ActionsFor(string name, string? actor) => name switch
    {
        RolloutEvents.Waiting => [LinkAction.Approve, LinkAction.Abort],
        RolloutEvents.Paused when actor == RolloutDriver.Actor => [LinkAction.Abort, LinkAction.Rollback],
        _ => [],
    };

    private async Task<byte[]> KeyAsync(CancellationToken cancellation)
    {
        while (_key is null)
        {
            if (await store.FindDocumentAsync(DocumentKinds.Secrets, KeyName, cancellation) is { } found)
            {
                _key = Convert.FromBase64String((string)JsonNode.Parse(found.Json)!["key"]!);
                break;
            }

            // Whoever is first makes it; a second one's write is refused, and it reads that of the first.
            var made = new JsonObject { ["key"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) }.ToJsonString();
            await store.WriteAsync(
                new StoreWrite { Documents = [new DocumentWrite(DocumentKinds.Secrets, KeyName, made, WriteCondition.MustNotExist)], Origin = Origin, Audited = false },
                cancellation);
        }

        return _key;
    }
}
