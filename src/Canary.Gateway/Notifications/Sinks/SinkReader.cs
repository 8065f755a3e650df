using System.Text.Json;
using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Gateway.Notifications.Sinks;

/// <summary>Reads a sink from a document: its structure only, what it means is for <see cref="SinkChecks"/>.</summary>
internal static class SinkReader
{
    /// <summary>Reads the object, which may have further fields <paramref name="besides"/>, that somebody else reads. Where errors were found the result is of no use.</summary>
    public static SinkConfig Read(DocumentCursor at, string? name, SinkConfig? known, params ReadOnlySpan<string> besides)
    {
        var fields = at.Fields(["name", "type", "url", "secrets", "filter", "enabled", "rabbitMq", "owner", "version", .. besides]);
        _ = fields.Optional("version", c => c.Number(), 0);
        var sink = new SinkConfig
        {
            Name = name is null ? fields.Required("name", c => c.Text(), "") : fields.Optional("name", c => ReadName(c, name), name),
            Type = fields.Required("type", c => c.Choice<SinkKind>(), SinkKind.Webhook),
            Url = fields.Required("url", c => c.Text(), ""),
            Secrets = fields.Optional("secrets", c => ReadSecrets(c, known), known?.Secrets ?? []),
            IsEnabled = fields.Optional("enabled", c => c.Flag(), true),
            Owner = fields.Optional<FileOwner?>("owner", ReadOwner, null),
        };
        sink = fields.Optional("filter", c => ReadFilter(c, sink), sink);
        sink = fields.Optional("rabbitMq", c => ReadRabbitMq(c, sink), sink);
        return known is not null && known.Type == sink.Type && sink.Url == SinkUrl.WithoutSecrets(known) ? sink with { Url = known.Url } : sink;
    }

    private static string ReadName(DocumentCursor at, string expected)
    {
        var name = at.Text();
        if (at.Element.ValueKind == JsonValueKind.String && name != expected)
        {
            at.Errors.Add(at.Path, $"must be {Quoted.Text(expected)}, as the sink is addressed, but is {Quoted.Text(name)}; a sink cannot be renamed.");
        }

        return name;
    }

    private static IReadOnlyList<string> ReadSecrets(DocumentCursor at, SinkConfig? known)
    {
        var given = at.List(c => c.Text());
        return [.. given.Select((secret, i) => secret == SinkDocument.HiddenSecret && i < known?.Secrets.Count ? known.Secrets[i] : secret)];
    }

    private static SinkConfig ReadFilter(DocumentCursor at, SinkConfig sink)
    {
        var fields = at.Fields("services", "events");
        return sink with
        {
            Services = fields.Optional("services", c => c.List(s => s.Text()), []),
            Events = fields.Optional("events", c => c.List(e => e.Text()), []),
        };
    }

    private static SinkConfig ReadRabbitMq(DocumentCursor at, SinkConfig sink)
    {
        var fields = at.Fields("exchange", "routingKey");
        return sink with
        {
            Exchange = fields.Optional("exchange", c => c.Text(), sink.Exchange),
            RoutingKey = fields.Optional("routingKey", c => c.Text(), sink.RoutingKey),
        };
    }

    private static FileOwner ReadOwner(DocumentCursor at)
    {
        var fields = at.Fields("file", "hash", "allowsApiChanges");
        return new FileOwner(
            fields.Required("file", c => c.Text(), ""),
            fields.Optional("hash", c => c.Text(), ""),
            fields.Optional("allowsApiChanges", c => c.Flag(), false));
    }
}
