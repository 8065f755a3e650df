using Canary.Core.Services.Traffic;

namespace Canary.Core.Services;

/// <summary>A service as an operator declares it: what is published, its variants, and how requests are split among them.</summary>
/// <remarks>Immutable. What the document may hold is enforced by <see cref="ServiceValidator"/>, wherever the document comes from.</remarks>
public sealed record ServiceConfig
{
    /// <summary>1–63 of <c>a–z</c>, <c>0–9</c>, <c>-</c>; starts and ends with a letter or digit. Unique in the store.</summary>
    public required string Name { get; init; }

    /// <summary>Which requests belong to the service. Default: any host, path <c>/</c>.</summary>
    public MatchConfig Match { get; init; } = new();

    /// <summary>The variant that is known to be good. Default <c>stable</c>. Must be one of <see cref="Variants"/>.</summary>
    public string Baseline { get; init; } = "stable";

    /// <summary>Variants by name, 1 to <see cref="MaxVariants"/>, in the order in which they were written.</summary>
    public IReadOnlyDictionary<string, VariantConfig> Variants { get; init; } = new Dictionary<string, VariantConfig>();

    /// <summary>Shares by variant name; they sum to 100 percent. A variant left out has 0. Empty: the baseline has everything.</summary>
    public IReadOnlyDictionary<string, Weight> Weights { get; init; } = new Dictionary<string, Weight>();

    /// <summary>Conditions that fix a request's variant ahead of weights; the first that matches wins. Default none, at most <see cref="MaxRules"/>.</summary>
    public IReadOnlyList<RuleConfig> Rules { get; init; } = [];

    /// <summary>What makes a user recognisable: sources in order, the first that is present wins. Default none: every request draws anew.</summary>
    public IReadOnlyList<StickySourceConfig> Sticky { get; init; } = [];

    /// <summary>How long a backend may take. Defaults as in <see cref="TimeoutsConfig"/>.</summary>
    public TimeoutsConfig Timeouts { get; init; } = new();

    /// <summary>Statuses that count as errors of a variant: <c>400</c> to <c>599</c>, <c>4xx</c> or <c>5xx</c>. Default <c>5xx</c>; 1 to <see cref="MaxErrorCodes"/>. Backends that can't be reached, time out or break off their answer always do, clients that go away never.</summary>
    public IReadOnlyList<string> ErrorCodes { get; init; } = ["5xx"];

    /// <summary>How many requests should be good, or null: nobody says. While its error budget is spent no rollout of the service goes forward.</summary>
    public ObjectiveConfig? Objective { get; init; }

    /// <summary>How requests are treated on their way: fallback, retries, mirror, limits. Everything is off by default.</summary>
    public TrafficConfig Traffic { get; init; } = TrafficConfig.None;

    /// <summary>Whether clients see the <c>X-Canary-Variant</c> header in answers. Default true.</summary>
    public bool ExposeVariant { get; init; } = true;

    /// <summary>Set by an emergency rollback: the baseline gets every request, whatever weights, rules and sticky keys say. Default false.</summary>
    public bool RolledBack { get; init; }

    /// <summary>The most variants that a service may have.</summary>
    public const int MaxVariants = 16;

    /// <summary>The most error codes that a service may name.</summary>
    public const int MaxErrorCodes = 50;

    /// <summary>The most rules that a service may have.</summary>
    public const int MaxRules = 1_000;

    /// <summary>The weight of <paramref name="variant"/> as it is in force: what is written, or, with no weights at all, 100 for the baseline.</summary>
    public Weight WeightOf(string variant)
    {
        if (Weights.Count == 0)
        {
            return variant == Baseline ? Weight.Full : Weight.Zero;
        }

        return Weights.GetValueOrDefault(variant);
    }
}

/// <summary>Which requests belong to a service.</summary>
public sealed record MatchConfig
{
    /// <summary>Host names, exact (<c>shop.example.com</c>) or with one leading wildcard label (<c>*.example.com</c>), lower-case, without port. Empty: any host.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>A prefix of whole path segments, starting with <c>/</c>. Default <c>/</c>: every path.</summary>
    public string Path { get; init; } = "/";
}

/// <summary>How long a backend may take before the gateway gives up.</summary>
public sealed record TimeoutsConfig
{
    /// <summary>To connect to a destination. 1 ms to 1 h, default 3 s.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>From the request's last sent byte to the answer's headers. 1 ms to 24 h, default 100 s.</summary>
    public TimeSpan FirstByte { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>Between two bytes in either direction once the answer has begun. 1 ms to 24 h, default 100 s.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>From the request's start to the answer's headers, over all attempts. 1 ms to 24 h; null: as long as the others allow. Default null.</summary>
    public TimeSpan? Deadline { get; init; }
}

/// <summary>One source of a sticky key.</summary>
/// <param name="Kind">Where the key is looked for.</param>
/// <param name="Name">The cookie's, header's or claim's name; empty for <see cref="StickyKind.Ip"/>.</param>
public sealed record StickySourceConfig(StickyKind Kind, string Name = "");

/// <summary>Where a sticky key is looked for.</summary>
public enum StickyKind
{
    /// <summary>A cookie, which the gateway issues where it is absent.</summary>
    Cookie,

    /// <summary>A request header.</summary>
    Header,

    /// <summary>A claim of the bearer token.</summary>
    Claim,

    /// <summary>The client's address.</summary>
    Ip,
}
