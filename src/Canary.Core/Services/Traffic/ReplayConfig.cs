namespace Canary.Core.Services.Traffic;

/// <summary>When a request may be sent a second time. Always: before anything went to the client, and not once the deadline has passed.</summary>
public abstract record ReplayConfig
{
    /// <summary>Answers that are as good as none: <c>400</c> to <c>599</c>, <c>4xx</c> or <c>5xx</c>. Default none: only where there is no answer.</summary>
    public ValueList<string> Statuses { get; init; } = ValueList<string>.Empty;

    /// <summary>Methods, besides GET, HEAD and OPTIONS, whose requests may reach a backend twice without harm. Default none; at most 16.</summary>
    public ValueList<string> Methods { get; init; } = ValueList<string>.Empty;

    /// <summary>The most bytes of a body that is kept to be sent again; a longer one is sent once. 0 to 1 MB, default 64 KB.</summary>
    public int MaxBody { get; init; } = 64 * 1024;

    /// <summary>How many more requests than came may be sent, in percent of those that came. 0.01 to 100, default 20.</summary>
    public Weight Budget { get; init; } = Weight.FromHundredths(2_000);
}

/// <summary>Sends requests that another variant failed to answer to the baseline, once.</summary>
public sealed record FallbackConfig : ReplayConfig
{
    /// <summary>How long the variant has to begin its answer. 1 ms to 24 h; null: the service's timeout for the first byte. Default null.</summary>
    public TimeSpan? After { get; init; }
}

/// <summary>Sends requests that a destination failed to answer to another one of the same variant.</summary>
public sealed record RetriesConfig : ReplayConfig
{
    /// <summary>How many more destinations are tried. 1 to 5, default 1.</summary>
    public int Attempts { get; init; } = 1;
}
