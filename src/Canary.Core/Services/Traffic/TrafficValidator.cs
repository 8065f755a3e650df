using FluentValidation;

namespace Canary.Core.Services.Traffic;

/// <summary>What must be true of how a service's requests are treated on their way.</summary>
internal sealed class TrafficValidator : AbstractValidator<TrafficConfig>
{
    private const int MaxMethods = 16;
    private const int MaxMethodLength = 32;
    private const int MaxUpstream = 16;

    public TrafficValidator()
    {
        RuleFor(t => t.Fallback!).At("fallback").SetValidator(new ReplayValidator<FallbackConfig>()).When(t => t.Fallback is not null);
        RuleFor(t => t.Fallback!.After!.Value).At("fallback.after").Check(Ranges.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(24))).When(t => t.Fallback?.After is not null);
        RuleFor(t => t.Retries!).At("retries").SetValidator(new ReplayValidator<RetriesConfig>()).When(t => t.Retries is not null);
        RuleFor(t => t.Retries!.Attempts).At("retries.attempts").Check(Ranges.Between(1, 5)).When(t => t.Retries is not null);
        RuleFor(t => t.Mirror!).At("mirror").SetValidator(new MirrorValidator()).When(t => t.Mirror is not null);
        RuleFor(t => t.Limits!.MaxBody).At("limits.maxBody").Check(bytes => bytes is < 0 or > 1L << 40 ? FormattableString.Invariant($"must be from 0 to {1L << 40}, but is {bytes}.") : null)
            .When(t => t.Limits?.MaxBody is not null);
        RuleFor(t => t.Limits!.Rate!).At("limits.rate").SetValidator(new RateLimitValidator()).When(t => t.Limits?.Rate is not null);
        RuleFor(t => t.Upstream).At("upstream").CheckEach(CheckUpstream);
        RuleFor(t => t.RollbackGrace).At("rollbackGrace").Check(Ranges.Between(TimeSpan.Zero, TimeSpan.FromHours(24)));
        RuleFor(t => t.Transforms).At("transforms").CheckEach(TransformChecks.Check);
    }

    /// <summary>Checks methods that are named beside the safe ones.</summary>
    public static void CheckMethods(ValueList<string> methods, Action<string, string> fail) =>
        CheckTexts(methods, MaxMethods, "methods", text => PlainText.TokenProblem(text, MaxMethodLength), fail);

    /// <summary>Checks a list of texts: how many, and each.</summary>
    public static void CheckTexts(IReadOnlyList<string> texts, int max, string what, Func<string, string?> problem, Action<string, string> fail)
    {
        if (Ranges.CountProblem(texts.Count, 0, max, what) is { } tooMany)
        {
            fail("", tooMany);
            return;
        }

        for (var i = 0; i < texts.Count; i++)
        {
            if (problem(texts[i]) is { } wrong)
            {
                fail($"[{i}]", wrong);
            }
        }
    }

    private static void CheckUpstream(ValueList<string> services, Action<string, string> fail) =>
        CheckTexts(services, MaxUpstream, "services", name => name == "*" ? null : ServiceName.Problem(name), fail);
}

/// <summary>What must be true of when a request may be sent again.</summary>
internal sealed class ReplayValidator<T> : AbstractValidator<T>
    where T : ReplayConfig
{
    public ReplayValidator()
    {
        RuleFor(r => r.Statuses).At("statuses").CheckEach((statuses, fail) =>
            TrafficValidator.CheckTexts(statuses, ServiceConfig.MaxErrorCodes, "status codes", StatusCodeSet.Problem, fail));
        RuleFor(r => r.Methods).At("methods").CheckEach(TrafficValidator.CheckMethods);
        RuleFor(r => r.MaxBody).At("maxBody").Check(Ranges.Between(0, 1 << 20));
        RuleFor(r => r.Budget).At("budget").Check(budget => budget == Weight.Zero ? "must be from 0.01 to 100, but is 0; to send nothing again, leave the whole part out." : null);
    }
}

/// <summary>What must be true of a mirror; that its variant is one of the service's is the service's to say.</summary>
internal sealed class MirrorValidator : AbstractValidator<MirrorConfig>
{
    public MirrorValidator()
    {
        RuleFor(m => m.Methods).At("methods").CheckEach(TrafficValidator.CheckMethods);
        RuleFor(m => m.HostSuffix).At("hostSuffix").Check(suffix => suffix.Length <= 32 && suffix.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? null
            : $"must be at most 32 letters, digits and '-', but is {Quoted.Text(suffix)}.");
        RuleFor(m => m.MaxBody).At("maxBody").Check(Ranges.Between(0, 1 << 20));
        RuleFor(m => m.MaxPending).At("maxPending").Check(Ranges.Between(1, 10_000));
        RuleFor(m => m.Timeout).At("timeout").Check(Ranges.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1)));
        RuleFor(m => m.Compare!.Headers).At("compare.headers").CheckEach((headers, fail) =>
            TrafficValidator.CheckTexts(headers, 32, "headers", name => PlainText.TokenProblem(name, ConditionChecks.MaxNameLength), fail)).When(m => m.Compare is not null);
        RuleFor(m => m.Compare!.Ignore).At("compare.ignore").CheckEach((places, fail) =>
            TrafficValidator.CheckTexts(places, 100, "places", PlaceProblem, fail)).When(m => m.Compare is not null);
        RuleFor(m => m.Compare!.MaxBody).At("compare.maxBody").Check(Ranges.Between(0, 4 << 20)).When(m => m.Compare is not null);
    }

    private static string? PlaceProblem(string place) =>
        place is ['/', _, ..] ? PlainText.Problem(place, 2, 1_000) : $"must be a place such as /items/*/id, but is {Quoted.Text(place)}.";
}

/// <summary>What must be true of a limit for each client.</summary>
internal sealed class RateLimitValidator : AbstractValidator<RateLimitConfig>
{
    private const int Most = 1_000_000;

    public RateLimitValidator()
    {
        RuleFor(r => r.By).At("by").CheckEach((sources, fail) =>
        {
            if (sources.Count == 0)
            {
                fail("", "must have 1 to 8 sources, but has 0.");
            }

            StickyChecks.Check(sources, fail);
        });
        RuleFor(r => r.Requests).At("requests").Check(Ranges.Between(1, Most));
        RuleFor(r => r.Per).At("per").Check(Ranges.Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)));
        RuleFor(r => r.Burst!.Value).At("burst").Check(Ranges.Between(1, Most)).When(r => r.Burst is not null);
    }
}
