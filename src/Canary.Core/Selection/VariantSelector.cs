using System.Globalization;

namespace Canary.Core.Selection;

/// <summary>Chooses the variant of a request: rollback, else a tester's choice, else the first rule that matches, else an earlier hop's choice, else the bucket of a sticky key, else a draw by weight.</summary>
public static class VariantSelector
{
    /// <summary>Chooses for one request. Takes no lock, and allocates only where a cookie is issued.</summary>
    /// <param name="service">The service.</param>
    /// <param name="facts">What is known of the request.</param>
    /// <param name="passed">A choice that came with it, from somebody whose word counts.</param>
    public static VariantSelection Select(ServiceSnapshot service, RequestFacts facts, PassedChoice passed = default)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(facts);
        if (service.Config.RolledBack)
        {
            return new VariantSelection(service.BaselineIndex, SelectionReason.Rollback);
        }

        if (passed.IsForced)
        {
            return new VariantSelection(passed.Variant, SelectionReason.Forced);
        }

        var rule = service.Rules.FindFirst(facts);
        if (rule >= 0)
        {
            return new VariantSelection(service.Rules.VariantOf(rule), SelectionReason.Rule, Rule: rule);
        }

        if (passed.IsThere)
        {
            return new VariantSelection(passed.Variant, passed.Reason);
        }

        return service.Sticky.Length == 0
            ? new VariantSelection(service.Draw.Choose(facts.NextRandom()), SelectionReason.Weight)
            : SelectSticky(service, facts);
    }

    private static VariantSelection SelectSticky(ServiceSnapshot service, RequestFacts facts)
    {
        Span<char> room = stackalloc char[StickySource.AddressLength];
        var sources = service.Sticky;
        var source = StickyKey.Find(sources, facts, room, out var key);
        if (source >= 0)
        {
            return ByKey(service, key, source, issuedKey: null);
        }

        var issuer = Array.FindIndex(sources, source => source.CanIssue);
        if (issuer < 0)
        {
            return new VariantSelection(service.Draw.Choose(facts.NextRandom()), SelectionReason.Weight);
        }

        var issued = string.Create(CultureInfo.InvariantCulture, $"{facts.NextRandom():x16}{facts.NextRandom():x16}");
        return ByKey(service, issued, issuer, issued);
    }

    private static VariantSelection ByKey(ServiceSnapshot service, ReadOnlySpan<char> key, int source, string? issuedKey)
    {
        var bucket = service.Choice.BucketOf(key);
        return new VariantSelection(
            service.Choice.Choose(bucket), SelectionReason.Sticky, StickySource: source, Bucket: bucket, IssuedKey: issuedKey);
    }
}
