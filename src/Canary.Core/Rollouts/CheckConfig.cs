namespace Canary.Core.Rollouts;

/// <summary>A check of an analysis whose source is outside the gateway.</summary>
public abstract record CheckConfig
{
    /// <summary>What stands for the variant's name in the queries of a <see cref="Counter"/>.</summary>
    public const string VariantPlace = "{{variant}}";

    private CheckConfig(string name, string url, TimeSpan interval) => (Name, Url, Interval) = (name, url, interval);

    /// <summary>What people call it: 1 to 63 characters, once in a plan; never the name of a check of the gateway itself.</summary>
    public string Name { get; init; }

    /// <summary>What is asked. http or https.</summary>
    public string Url { get; init; }

    /// <summary>How often it is asked. 1 s to 1 h.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>Counters of a Prometheus, one of each variant, which are weighed as the gateway's own counts.</summary>
    /// <param name="Name">The check's name.</param>
    /// <param name="Url">Where the Prometheus is, without <c>/api/v1</c>.</param>
    /// <param name="Interval">Default 15 s.</param>
    /// <param name="Query">PromQL with <see cref="VariantPlace"/> that gives one counter, which only rises. At most 2,000 characters.</param>
    /// <param name="Total">The same for the counter of all events, from which the share comes; null: it is that of the weights.</param>
    /// <param name="Tolerance">How many times the baseline's rate is still acceptable. 1 to 100, default 1.25.</param>
    public sealed record Counter(string Name, string Url, TimeSpan Interval, string Query, string? Total, double Tolerance) : CheckConfig(Name, Url, Interval);

    /// <summary>A ratio that a Prometheus works out, held against a threshold.</summary>
    /// <param name="Name">The check's name.</param>
    /// <param name="Url">Where the Prometheus is, without <c>/api/v1</c>.</param>
    /// <param name="Interval">Default 15 s.</param>
    /// <param name="Query">PromQL that gives canary over baseline. At most 2,000 characters.</param>
    /// <param name="Max">The most that is acceptable. 1 to 100.</param>
    public sealed record Ratio(string Name, string Url, TimeSpan Interval, string Query, double Max) : CheckConfig(Name, Url, Interval);

    /// <summary>A URL that is sent where the rollout stands, and answers with a verdict.</summary>
    /// <param name="Name">The check's name.</param>
    /// <param name="Url">What is sent a POST.</param>
    /// <param name="Interval">Default 30 s.</param>
    public sealed record Webhook(string Name, string Url, TimeSpan Interval) : CheckConfig(Name, Url, Interval);
}
