namespace Canary.Core.Services.Traffic;

/// <summary>Reads how a service's requests are treated on their way: fields of the service's own object.</summary>
internal static class TrafficReader
{
    /// <summary>The names of the fields.</summary>
    public static readonly string[] Fields = ["fallback", "retries", "mirror", "limits", "upstream", "rollbackGrace", "transforms"];

    private static readonly string[] OfReplay = ["statuses", "methods", "maxBody", "budget"];

    /// <summary>Reads them.</summary>
    /// <param name="fields">The service's fields.</param>
    public static TrafficConfig Read(DocumentFields fields) => new()
    {
        Fallback = fields.Optional<FallbackConfig?>("fallback", ReadFallback, null),
        Retries = fields.Optional<RetriesConfig?>("retries", ReadRetries, null),
        Mirror = fields.Optional<MirrorConfig?>("mirror", ReadMirror, null),
        Limits = fields.Optional<LimitsConfig?>("limits", ReadLimits, null),
        Upstream = fields.Optional("upstream", Texts, TrafficConfig.None.Upstream),
        RollbackGrace = fields.Optional("rollbackGrace", c => c.Duration(), TrafficConfig.None.RollbackGrace),
        Transforms = fields.Optional("transforms", c => new ValueList<TransformConfig>(c.List(ReadTransform)), TrafficConfig.None.Transforms),
    };

    /// <summary>Reads a list of texts.</summary>
    public static ValueList<string> Texts(DocumentCursor at) => new(at.List(text => text.Text()));

    /// <summary>Reads an object of texts.</summary>
    public static ValueList<KeyValuePair<string, string>> TextMap(DocumentCursor at) => new(at.Map(text => text.Text()));

    private static FallbackConfig ReadFallback(DocumentCursor at)
    {
        var fields = at.Fields([.. OfReplay, "after"]);
        return ReadReplay(fields, new FallbackConfig { After = fields.Optional<TimeSpan?>("after", c => c.Duration(), null) });
    }

    private static RetriesConfig ReadRetries(DocumentCursor at)
    {
        var fields = at.Fields([.. OfReplay, "attempts"]);
        var defaults = new RetriesConfig();
        return ReadReplay(fields, defaults with { Attempts = fields.Optional("attempts", c => c.Whole(), defaults.Attempts) });
    }

    private static T ReadReplay<T>(DocumentFields fields, T replay)
        where T : ReplayConfig => (T)(replay with
        {
            Statuses = fields.Optional("statuses", Texts, replay.Statuses),
            Methods = fields.Optional("methods", Texts, replay.Methods),
            MaxBody = fields.Optional("maxBody", c => c.Whole(), replay.MaxBody),
            Budget = fields.Optional("budget", c => c.Weight(), replay.Budget),
        });

    private static MirrorConfig ReadMirror(DocumentCursor at)
    {
        var fields = at.Fields("variant", "percent", "methods", "hostSuffix", "maxBody", "maxPending", "timeout", "compare");
        var defaults = new MirrorConfig { Variant = "" };
        return new MirrorConfig
        {
            Variant = fields.Required("variant", c => c.Text(), ""),
            Percent = fields.Optional("percent", c => c.Weight(), defaults.Percent),
            Methods = fields.Optional("methods", Texts, defaults.Methods),
            HostSuffix = fields.Optional("hostSuffix", c => c.Text(), defaults.HostSuffix),
            MaxBody = fields.Optional("maxBody", c => c.Whole(), defaults.MaxBody),
            MaxPending = fields.Optional("maxPending", c => c.Whole(), defaults.MaxPending),
            Timeout = fields.Optional("timeout", c => c.Duration(), defaults.Timeout),
            Compare = fields.Optional<ComparisonConfig?>("compare", ReadComparison, null),
        };
    }

    private static ComparisonConfig ReadComparison(DocumentCursor at)
    {
        var fields = at.Fields("headers", "ignore", "maxBody", "noise");
        var defaults = new ComparisonConfig();
        return new ComparisonConfig
        {
            Headers = fields.Optional("headers", Texts, defaults.Headers),
            Ignore = fields.Optional("ignore", Texts, defaults.Ignore),
            MaxBody = fields.Optional("maxBody", c => c.Whole(), defaults.MaxBody),
            Noise = fields.Optional("noise", c => c.Weight(), defaults.Noise),
        };
    }

    private static LimitsConfig ReadLimits(DocumentCursor at)
    {
        var fields = at.Fields("maxBody", "rate");
        return new LimitsConfig
        {
            MaxBody = fields.Optional<long?>("maxBody", c => c.LongWhole(), null),
            Rate = fields.Optional<RateLimitConfig?>("rate", ReadRate, null),
        };
    }

    private static RateLimitConfig ReadRate(DocumentCursor at)
    {
        var fields = at.Fields("by", "requests", "per", "burst");
        var defaults = new RateLimitConfig { Requests = 1 };
        return new RateLimitConfig
        {
            By = fields.Optional("by", c => new ValueList<StickySourceConfig>(StickyReader.Read(c)), defaults.By),
            Requests = fields.Required("requests", c => c.Whole(), 1),
            Per = fields.Optional("per", c => c.Duration(), defaults.Per),
            Burst = fields.Optional<int?>("burst", c => c.Whole(), null),
        };
    }

    private static TransformConfig ReadTransform(DocumentCursor at) => new(TextMap(at));
}
