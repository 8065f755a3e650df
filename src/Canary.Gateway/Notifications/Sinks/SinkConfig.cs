using Canary.Core.Rollouts;

namespace Canary.Gateway.Notifications.Sinks;

/// <summary>Where events are told: as an operator declares it.</summary>
internal sealed record SinkConfig
{
    /// <summary>As a service's name; unique among sinks.</summary>
    public required string Name { get; init; }

    /// <summary>How events are told.</summary>
    public required SinkKind Type { get; init; }

    /// <summary>Where: http or https, for RabbitMQ amqp or amqps with user and password.</summary>
    public required string Url { get; init; }

    /// <summary>What requests are signed with: for webhooks <c>whsec_</c> and base64, the newest first, two during a rotation; for DingTalk and Feishu the robot's one.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Names of services, or beginnings of names with <c>*</c>. Empty, the default: all.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>Names of events (<see cref="RolloutEvents"/>). Empty, the default: all.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>Whether anything is sent. Default true; a receiver that answers 410 makes it false.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>RabbitMQ: the exchange; empty, the default: the broker's own, which leads to the queue of <see cref="RoutingKey"/>.</summary>
    public string Exchange { get; init; } = "";

    /// <summary>RabbitMQ: the routing key. Default <c>canary.events</c>.</summary>
    public string RoutingKey { get; init; } = "canary.events";

    /// <summary>The file that owns the sink, or null: the API does.</summary>
    public FileOwner? Owner { get; init; }

    /// <summary>Whether an event is told here.</summary>
    public bool Wants(string service, string name) =>
        (Services.Count == 0 || Services.Any(pattern => pattern.EndsWith('*') ? service.StartsWith(pattern[..^1], StringComparison.Ordinal) : service == pattern))
        && (Events.Count == 0 || Events.Contains(name, StringComparer.Ordinal));
}

/// <summary>Kinds of sinks.</summary>
internal enum SinkKind
{
    /// <summary>The CloudEvent by POST, signed by the Standard Webhooks specification.</summary>
    Webhook,

    /// <summary>A Slack-compatible incoming webhook.</summary>
    Slack,

    /// <summary>A DingTalk robot.</summary>
    DingTalk,

    /// <summary>A Feishu (Lark) robot.</summary>
    Feishu,

    /// <summary>A RabbitMQ exchange.</summary>
    RabbitMq,
}
