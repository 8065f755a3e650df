using System.Reflection;
using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Gateway.Notifications.Sinks;

/// <summary>What must be true of a sink whose structure holds.</summary>
internal static class SinkChecks
{
    private const int MaxFilters = 100;
    private const int MaxText = 255;

    /// <summary>Names of events, as filters take them.</summary>
    public static IReadOnlyList<string> EventNames { get; } =
        [.. typeof(RolloutEvents).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];

    /// <summary>Adds what is wrong.</summary>
    public static void Check(SinkConfig sink, DocumentErrors errors)
    {
        Add("name", ServiceName.Problem(sink.Name));
        Add("url", SinkUrl.Problem(sink.Url, sink.Type == SinkKind.RabbitMq ? ["amqp", "amqps"] : ["http", "https"]));
        CheckSecrets(sink, errors);
        Add("filter.services", Ranges.CountProblem(sink.Services.Count, 0, MaxFilters, "names"));
        Add("filter.events", Ranges.CountProblem(sink.Events.Count, 0, MaxFilters, "names"));
        for (var i = 0; i < sink.Services.Count; i++)
        {
            Add($"filter.services[{i}]", sink.Services[i] == "*" ? null : ServiceName.Problem(sink.Services[i].TrimEnd('*').TrimEnd('-')));
        }

        for (var i = 0; i < sink.Events.Count; i++)
        {
            Add($"filter.events[{i}]", EventNames.Contains(sink.Events[i], StringComparer.Ordinal) ? null : $"must be one of {string.Join(", ", EventNames)}, but is {Quoted.Text(sink.Events[i])}.");
        }

        Add("rabbitMq.exchange", PlainText.Problem(sink.Exchange, 0, MaxText));
        Add("rabbitMq.routingKey", PlainText.Problem(sink.RoutingKey, 0, MaxText));

        void Add(string path, string? problem)
        {
            if (problem is not null)
            {
                errors.Add(path, problem);
            }
        }
    }

    private static void CheckSecrets(SinkConfig sink, DocumentErrors errors)
    {
        var most = sink.Type switch
        {
            SinkKind.Webhook => 2,
            SinkKind.DingTalk or SinkKind.Feishu => 1,
            _ => 0,
        };
        if (Ranges.CountProblem(sink.Secrets.Count, 0, most, "secrets") is { } problem)
        {
            errors.Add("secrets", problem);
            return;
        }

        for (var i = 0; i < sink.Secrets.Count; i++)
        {
            if (sink.Type == SinkKind.Webhook ? !WebhookSecret.IsValid(sink.Secrets[i]) : sink.Secrets[i].Length is 0 or > MaxText || sink.Secrets[i] == SinkDocument.HiddenSecret)
            {
                // Never the value: it may be a good secret with a slip.
                errors.Add($"secrets[{i}]", sink.Type == SinkKind.Webhook
                    ? "must be whsec_ and the base64 of 24 to 64 bytes."
                    : $"must be 1 to {MaxText} characters.");
            }
        }
    }
}
