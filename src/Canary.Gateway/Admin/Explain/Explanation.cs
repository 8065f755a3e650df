using Canary.Core.Selection;
using Canary.Core.Services;

namespace Canary.Gateway.Admin.Explain;

/// <summary>Which variant a request would get, and why.</summary>
/// <param name="Variant">The variant.</param>
/// <param name="Reason">As in the metrics: rule, sticky, weight, upstream, forced, rollback. Never limit or unavailable: these change from moment to moment, so the sentence says that there are limits.</param>
/// <param name="Rule">The name of the rule that matched, or null.</param>
/// <param name="StickySource">Where the sticky key was found, as <c>cookie canary-id</c>, or null.</param>
/// <param name="StickyKey">The sticky key that decided; null where there is none, or a new one would be issued.</param>
/// <param name="Bucket">Where the sticky key fell, or null.</param>
/// <param name="Revision">The service's revision; 0 for a draft.</param>
/// <param name="Weights">The weights in force, in percent.</param>
/// <param name="Detail">The same in a sentence.</param>
internal sealed record Explanation(
    string Variant, string Reason, string? Rule, string? StickySource, string? StickyKey, uint? Bucket, long Revision,
    IReadOnlyDictionary<string, decimal> Weights, string Detail)
{
    /// <summary>Asks the same selection that live requests go through.</summary>
    /// <param name="service">The service.</param>
    /// <param name="request">The request that is described.</param>
    /// <param name="passed">A choice that comes with it.</param>
    /// <param name="time">Bounds the time of patterns.</param>
    public static Explanation Of(ServiceSnapshot service, RequestDescription request, PassedChoice passed, TimeProvider time)
    {
        var facts = new DescribedRequest(request, time);
        var selection = VariantSelector.Select(service, facts, passed);
        var source = selection.StickySource >= 0 ? service.Config.Sticky[selection.StickySource] : null;
        var isIssued = selection.IssuedKey is not null;
        return new Explanation(
            service.Variants[selection.Variant].Name,
            selection.Reason.ToString().ToLowerInvariant(),
            selection.Rule >= 0 ? service.Config.Rules[selection.Rule].Name : null,
            source is null ? null : Name(source),
            source is null || isIssued ? null : KeyOf(source, facts),
            source is null || isIssued ? null : selection.Bucket,
            service.Revision,
            service.Variants.ToDictionary(variant => variant.Name, variant => Round(variant.Weight)),
            Tell(service, selection, source) + TellLimits(service, selection));
    }

    private static string TellLimits(ServiceSnapshot service, VariantSelection selection)
    {
        var variant = service.Variants[selection.Variant].Name;
        return service.State.Rollout is { IsActive: true, Plan: var plan } && plan.Variant == variant && plan.Limits is not { MaxRequestsPerSecond: null, MaxUsers: null }
            ? $" The rollout limits what '{variant}' gets: what exceeds that goes to the baseline '{service.Config.Baseline}'."
            : "";
    }

    private static string Tell(ServiceSnapshot service, VariantSelection selection, StickySourceConfig? source)
    {
        var variant = service.Variants[selection.Variant].Name;
        return selection switch
        {
            { Reason: SelectionReason.Rollback } => $"The service is rolled back: everyone gets the baseline '{variant}'.",
            { Reason: SelectionReason.Forced } => $"The request has a tester's token for '{variant}', which goes before rules and weights.",
            { Reason: SelectionReason.Upstream } => $"No rule matches. An earlier hop chose for this user, and the service follows it: '{variant}'.",
            { Reason: SelectionReason.Rule } => $"Rule {selection.Rule + 1}, '{service.Config.Rules[selection.Rule].Name}', is the first that matches.",
            { IssuedKey: not null } => $"No rule matches and there is no sticky key. A new one would be issued as {Name(source!)}, and its bucket would decide by the weights: '{variant}' is one of the possible outcomes.",
            { Reason: SelectionReason.Sticky } => $"No rule matches. The sticky key of {Name(source!)} falls into bucket {selection.Bucket}, which is '{variant}' at these weights.",
            _ => $"No rule matches and there is no sticky key: every such request draws anew by the weights, and '{variant}' is one of the possible outcomes.",
        };
    }

    private static string Name(StickySourceConfig source) =>
        source.Kind == StickyKind.Ip ? "ip" : $"{source.Kind.ToString().ToLowerInvariant()} {source.Name}";

    private static string? KeyOf(StickySourceConfig source, DescribedRequest facts)
    {
        if (source.Kind == StickyKind.Ip)
        {
            return facts.RemoteAddress?.ToString();
        }

        var fact = NamedFact.Of(source);
        for (var next = 0; next >= 0 && facts.TryGetNext(fact, ref next, out var value);)
        {
            if (!value.IsEmpty)
            {
                return value.ToString();
            }
        }

        return null;
    }

    // Division strips the zeros that a decimal keeps: 10, not 10.00.
    private static decimal Round(Weight weight) => weight.Percent / 1.0000000000000000000000000000m;
}
