namespace Canary.Gateway.Notifications;

/// <summary>How events are delivered: the settings under <c>Canary:Notifications</c>.</summary>
internal sealed class NotificationOptions
{
    /// <summary>How long a receiver may take to answer. 1 s to 2 min, default 15 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long to wait after each failed attempt of a delivery by HTTP, in order; after one more failure it is given up. As the Standard Webhooks specification has it.</summary>
    public static IReadOnlyList<TimeSpan> RetryAfter { get; } =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>How long to wait for a broker that is away; it is never given up.</summary>
    public static TimeSpan BrokerRetry { get; } = TimeSpan.FromSeconds(5);
}
