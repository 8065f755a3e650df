using System.Text.Json;
using Canary.Core.Services;

namespace Canary.Core.Rollouts;

/// <summary>Reads a step's gate: <c>"manual"</c>, <c>{"manual": {…}}</c> or <c>{"webhook": {…}}</c>.</summary>
internal static class GateReader
{
    private const string Allowed = "\"manual\", or an object with one of manual, webhook";

    private static readonly GateConfig AnyPerson = new GateConfig.Manual([], null);

    /// <summary>How often a webhook is asked where the document does not say.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(30);

    /// <summary>Reads the gate.</summary>
    public static GateConfig Read(DocumentCursor at)
    {
        if (at.Element.ValueKind == JsonValueKind.String)
        {
            return at.Element.ValueEquals("manual") ? AnyPerson : at.Refuse(Allowed, AnyPerson);
        }

        if (at.Element.ValueKind != JsonValueKind.Object)
        {
            return at.Refuse(Allowed, AnyPerson);
        }

        var fields = at.Fields("manual", "webhook");
        if (fields.Has("manual") == fields.Has("webhook"))
        {
            at.Errors.Add(at.Path, $"must have exactly one of manual, webhook, but has {(fields.Has("manual") ? "both" : "none of them")}.");
            return AnyPerson;
        }

        return fields.Has("manual") ? fields.Required("manual", ReadManual, AnyPerson) : fields.Required("webhook", ReadWebhook, AnyPerson);
    }

    private static GateConfig ReadManual(DocumentCursor at)
    {
        var fields = at.Fields("approvers", "note");
        return new GateConfig.Manual(
            fields.Optional("approvers", c => c.List(a => a.Text()), []),
            fields.Optional<string?>("note", c => c.Text(), null));
    }

    private static GateConfig ReadWebhook(DocumentCursor at)
    {
        var fields = at.Fields("url", "interval");
        return new GateConfig.Webhook(fields.Required("url", c => c.Text(), ""), fields.Optional("interval", c => c.Duration(), DefaultInterval));
    }
}
