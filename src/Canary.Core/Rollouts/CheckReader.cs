using System.Text.Json;
using Canary.Core.Services;

namespace Canary.Core.Rollouts;

/// <summary>Reads a check of an analysis: <c>{"name": …, "prometheus": {…}}</c> or <c>{"name": …, "webhook": {…}}</c>.</summary>
internal static class CheckReader
{
    /// <summary>How often a Prometheus is asked where the document does not say.</summary>
    public static readonly TimeSpan PrometheusInterval = TimeSpan.FromSeconds(15);

    /// <summary>How often a webhook is asked where the document does not say.</summary>
    public static readonly TimeSpan WebhookInterval = TimeSpan.FromSeconds(30);

    private const double DefaultTolerance = 1.25;

    private static readonly string[] OfCounters = ["query", "total", "tolerance"];

    private static readonly CheckConfig StandIn = new CheckConfig.Webhook("", "", TimeSpan.Zero);

    /// <summary>Reads the check.</summary>
    public static CheckConfig Read(DocumentCursor at)
    {
        var fields = at.Fields("name", "prometheus", "webhook");
        var name = fields.Required("name", c => c.Text(), "");
        if (fields.Has("prometheus") == fields.Has("webhook"))
        {
            if (at.Element.ValueKind == JsonValueKind.Object)
            {
                at.Errors.Add(at.Path, $"must have exactly one of prometheus, webhook, but has {(fields.Has("webhook") ? "both" : "none of them")}.");
            }

            return StandIn;
        }

        return fields.Has("webhook")
            ? fields.Required("webhook", c => ReadWebhook(c, name), StandIn)
            : fields.Required("prometheus", c => ReadPrometheus(c, name), StandIn);
    }

    private static CheckConfig.Webhook ReadWebhook(DocumentCursor at, string name)
    {
        var fields = at.Fields("url", "interval");
        return new CheckConfig.Webhook(name, fields.Required("url", c => c.Text(), ""), fields.Optional("interval", c => c.Duration(), WebhookInterval));
    }

    private static CheckConfig ReadPrometheus(DocumentCursor at, string name)
    {
        var fields = at.Fields("url", "query", "total", "tolerance", "ratio", "interval");
        var url = fields.Required("url", c => c.Text(), "");
        var interval = fields.Optional("interval", c => c.Duration(), PrometheusInterval);
        if (!fields.Has("ratio"))
        {
            return new CheckConfig.Counter(
                name,
                url,
                interval,
                fields.Required("query", c => c.Text(), ""),
                fields.Optional<string?>("total", c => c.Text(), null),
                fields.Optional("tolerance", c => c.Number(), DefaultTolerance));
        }

        foreach (var field in OfCounters.Where(fields.Has))
        {
            at.Errors.Add($"{at.Path}.{field}", "must not be there beside ratio: a check has either a query for each variant, or a ratio of both.");
        }

        var (query, max) = fields.Required("ratio", ReadRatio, ("", 1));
        return new CheckConfig.Ratio(name, url, interval, query, max);
    }

    private static (string Query, double Max) ReadRatio(DocumentCursor at)
    {
        var fields = at.Fields("query", "max");
        return (fields.Required("query", c => c.Text(), ""), fields.Required("max", c => c.Number(), 1));
    }
}
