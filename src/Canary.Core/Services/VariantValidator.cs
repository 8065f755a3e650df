using System.Globalization;
using Canary.Core.Services.Discovery;
using Canary.Core.Services.Traffic;
using FluentValidation;

namespace Canary.Core.Services;

/// <summary>What must be true of a variant.</summary>
internal sealed class VariantValidator : AbstractValidator<VariantConfig>
{
    /// <summary>The most destinations that a variant may have.</summary>
    public const int MaxDestinations = 256;

    private static readonly Func<int, string?> DestinationWeight = Ranges.Between(1, 1000);

    public VariantValidator()
    {
        RuleFor(v => v.Destinations).At("destinations").CheckEach((variant, destinations, fail) =>
        {
            if (Ranges.CountProblem(destinations.Count, variant.Discovery is null ? 1 : 0, MaxDestinations, "destinations") is { } count)
            {
                fail("", count);
            }
        });
        RuleFor(v => v.Discovery!).At("discovery").CheckEach(DiscoveryChecks.Check).When(v => v.Discovery is not null);
        RuleFor(v => v.SlowStart).At("slowStart").Check(Ranges.Between(TimeSpan.Zero, TimeSpan.FromHours(1)));
        RuleFor(v => v.MaxConcurrency!.Value).At("maxConcurrency").Check(Ranges.Between(1, 1_000_000)).When(v => v.MaxConcurrency is not null);
        When(v => v.Destinations.Count <= MaxDestinations, () =>
            RuleFor(v => v.Destinations).At("destinations").CheckEach(CheckDestinations));
        RuleFor(v => v.ActiveHealthCheck!).At("healthCheck.active").SetValidator(new ActiveHealthCheckValidator()).When(v => v.ActiveHealthCheck is not null);
        RuleFor(v => v.PassiveHealthCheck!).At("healthCheck.passive").SetValidator(new PassiveHealthCheckValidator()).When(v => v.PassiveHealthCheck is not null);
    }

    private static void CheckDestinations(VariantConfig variant, IReadOnlyList<DestinationConfig> destinations, Action<string, string> fail)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < destinations.Count; i++)
        {
            var (address, weight) = destinations[i];
            if (BackendAddress.Problem(address) is { } problem)
            {
                fail($"[{i}]", problem);
            }
            else if (!seen.TryAdd(BackendAddress.Normalise(address), i))
            {
                fail($"[{i}]", $"is {Quoted.Text(address)}, which destinations[{seen[BackendAddress.Normalise(address)]}] has already.");
            }

            if (DestinationWeight(weight) is { } outOfRange)
            {
                fail($"[{i}].weight", outOfRange);
            }
            else if (weight != 1 && variant.LoadBalancing is { } policy and not LoadBalancingPolicy.WeightedRandom)
            {
                fail($"[{i}].weight", string.Create(
                    CultureInfo.InvariantCulture,
                    $"is {weight}, but loadBalancing {EnumNames<LoadBalancingPolicy>.Of(policy)} knows no weights; leave loadBalancing out or make it weightedRandom."));
            }
        }
    }
}

/// <summary>What must be true of probes.</summary>
internal sealed class ActiveHealthCheckValidator : AbstractValidator<ActiveHealthCheckConfig>
{
    public ActiveHealthCheckValidator()
    {
        RuleFor(h => h.Path).At("path").Check(path => path.StartsWith('/') && path.Length <= PathText.MaxLength && path.All(c => c is > ' ' and <= '~' and not ('?' or '#' or '\\'))
            ? null
            : $"must be 1 to {PathText.MaxLength} characters of a path such as /healthz, starting with '/' and without blanks, query and fragment, but is {Quoted.Text(path)}.");
        RuleFor(h => h.Interval).At("interval").Check(Ranges.Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)));
        RuleFor(h => h.Timeout).At("timeout").Check(Ranges.Between(TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)));
        RuleFor(h => h.Threshold).At("threshold").Check(Ranges.Between(1, 100));
    }
}

/// <summary>What must be true of the judgement by ordinary requests.</summary>
internal sealed class PassiveHealthCheckValidator : AbstractValidator<PassiveHealthCheckConfig>
{
    public PassiveHealthCheckValidator()
    {
        RuleFor(h => h.FailureRatio).At("failureRatio").Check(ratio =>
            ratio is > 0 and <= 1 ? null : string.Create(CultureInfo.InvariantCulture, $"must be above 0 and at most 1, but is {ratio}."));
        RuleFor(h => h.ConsecutiveFailures).At("consecutiveFailures").Check(Ranges.Between(1, 1000));
        RuleFor(h => h.Statuses).At("statuses").CheckEach((statuses, fail) =>
            TrafficValidator.CheckTexts(statuses, ServiceConfig.MaxErrorCodes, "status codes", StatusCodeSet.Problem, fail));
        RuleFor(h => h.MaxEjected).At("maxEjected").Check(share => share == Weight.Zero ? "must be from 0.01 to 100, but is 0; to eject nothing, leave passive out." : null);
        RuleFor(h => h.Reactivation).At("reactivation").Check(Ranges.Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(24)));
    }
}
