using Canary.Core.Services.Traffic;
using FluentValidation;

namespace Canary.Core.Services;

/// <summary>What must be true of a service, wherever it comes from. Reports every error at once.</summary>
/// <remarks>The failures' property names are paths in the document, as <c>variants.canary.destinations[0]</c>.</remarks>
public sealed class ServiceValidator : AbstractValidator<ServiceConfig>
{
    private ServiceValidator()
    {
        RuleFor(s => s.Name).At("name").Check(ServiceName.Problem);
        RuleFor(s => s.Match.Hosts).At("match.hosts").CheckEach(CheckHosts);
        RuleFor(s => s.Match.Path).At("match.path").Check(PathText.Problem);
        RuleFor(s => s.Variants).At("variants").Check(v => Ranges.CountProblem(v.Count, 1, ServiceConfig.MaxVariants, "variants"));
        When(s => s.Variants.Count is > 0 and <= ServiceConfig.MaxVariants, AddVariants);
        RuleFor(s => s.Rules).At("rules").Check(r => Ranges.CountProblem(r.Count, 0, ServiceConfig.MaxRules, "rules"));
        When(s => s.Rules.Count <= ServiceConfig.MaxRules && s.Variants.Count <= ServiceConfig.MaxVariants, AddRules);
        RuleFor(s => s.Sticky).At("sticky").CheckEach(StickyChecks.Check);
        RuleFor(s => s.Timeouts.Connect).At("timeouts.connect").Check(Ranges.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1)));
        RuleFor(s => s.Timeouts.FirstByte).At("timeouts.firstByte").Check(Ranges.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(24)));
        RuleFor(s => s.Timeouts.Idle).At("timeouts.idle").Check(Ranges.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(24)));
        RuleFor(s => s.Timeouts.Deadline!.Value).At("timeouts.deadline").Check(Ranges.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(24))).When(s => s.Timeouts.Deadline is not null);
        RuleFor(s => s.Traffic).At("").SetValidator(new TrafficValidator());
        RuleFor(s => s.Traffic.Mirror!.Variant).At("mirror.variant").CheckEach((service, variant, fail) =>
        {
            if (!service.Variants.ContainsKey(variant))
            {
                fail("", $"must be one of the variants, but is {Quoted.Text(variant)}; the service has: {VariantNames(service)}.");
            }
        }).When(s => s.Traffic.Mirror is not null && s.Variants.Count <= ServiceConfig.MaxVariants);
        RuleFor(s => s.ErrorCodes).At("errorCodes").Check(codes => Ranges.CountProblem(codes.Count, 1, ServiceConfig.MaxErrorCodes, "status codes"));
        RuleFor(s => s.Objective!.GoodPercent).At("objective.good").Check(good => Ranges.Between(50d, 99.9999)((double)good)).When(s => s.Objective is not null);
        RuleFor(s => s.Objective!.Window).At("objective.window").Check(Ranges.Between(TimeSpan.FromHours(1), TimeSpan.FromDays(90))).When(s => s.Objective is not null);
        RuleForEach(s => s.ErrorCodes).At("errorCodes").Check(StatusCodeSet.Problem).When(s => s.ErrorCodes.Count <= ServiceConfig.MaxErrorCodes);
    }

    /// <summary>The one validator; safe to be used by many threads at once.</summary>
    public static ServiceValidator Instance { get; } = new();

    /// <summary>The variants' names, for messages.</summary>
    internal static string VariantNames(ServiceConfig service) => string.Join(", ", service.Variants.Keys.Select(Quoted.Bare));

    private void AddVariants()
    {
        RuleForEach(s => s.Variants.Keys).At("variants").OverrideIndexer(Name).Check(ServiceName.Problem);
        RuleForEach(s => s.Variants.Values).At("variants").OverrideIndexer(Name).SetValidator(new VariantValidator());
        RuleFor(s => s.Baseline).At("baseline").CheckEach((service, baseline, fail) =>
        {
            if (!service.Variants.ContainsKey(baseline))
            {
                fail("", $"must be one of the variants, but is {Quoted.Text(baseline)}{(baseline == "stable" ? " (the default)" : "")}; the service has: {VariantNames(service)}.");
            }
        });
        RuleFor(s => s.Weights).At("weights").CheckEach(CheckWeights);
    }

    private void AddRules()
    {
        RuleFor(s => s.Rules).At("rules").CheckEach(CheckRuleNames);
        RuleForEach(s => s.Rules).At("rules").CheckEach((service, rule, fail) =>
        {
            new ConditionChecks((path, message) => fail($".when{path}", message)).Check(rule.When);
            if (!service.Variants.ContainsKey(rule.Variant))
            {
                fail(".variant", $"must be one of the variants, but is {Quoted.Text(rule.Variant)}; the service has: {VariantNames(service)}.");
            }
        });
    }

    private static string Name<T>(ServiceConfig service, IEnumerable<T> all, T one, int index) => $".{Quoted.Bare(service.Variants.Keys.ElementAt(index))}";

    private static void CheckHosts(IReadOnlyList<string> hosts, Action<string, string> fail)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < hosts.Count; i++)
        {
            var problem = HostPattern.Problem(hosts[i]) ?? (seen.Add(hosts[i]) ? null : $"is {Quoted.Text(hosts[i])}, which is listed already.");
            if (problem is not null)
            {
                fail($"[{i}]", problem);
            }
        }
    }

    private static void CheckWeights(ServiceConfig service, IReadOnlyDictionary<string, Weight> weights, Action<string, string> fail)
    {
        foreach (var name in weights.Keys.Where(name => !service.Variants.ContainsKey(name)))
        {
            fail($".{Quoted.Bare(name)}", $"is not a variant; the service has: {VariantNames(service)}.");
        }

        var sum = weights.Values.Sum(weight => weight.Percent);
        if (weights.Count > 0 && sum != 100)
        {
            fail("", FormattableString.Invariant($"sum to {sum:0.##}; they must sum to 100."));
        }
    }

    private static void CheckRuleNames(IReadOnlyList<RuleConfig> rules, Action<string, string> fail)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < rules.Count; i++)
        {
            var name = rules[i].Name;
            var problem = PlainText.Problem(name, 1, 100) ?? (seen.TryAdd(name, i) ? null : $"is {Quoted.Text(name)}, which rules[{seen[name]}] is called already.");
            if (problem is not null)
            {
                fail($"[{i}].name", problem);
            }
        }
    }
}
