using System.Collections.ObjectModel;
using System.Text.Json;

namespace Canary.Core.Services;

/// <summary>Changes weights alone: a document such as <c>{"canary": 25}</c>.</summary>
public static class WeightChange
{
    /// <summary>The service with new weights, no longer rolled back.</summary>
    /// <param name="service">A valid service.</param>
    /// <param name="body">
    /// Weights by variant. Those left out keep theirs, and the baseline takes what remains, an error where the others have
    /// more than 100; where the baseline is named too, all must sum to 100.
    /// </param>
    public static DocumentResult<ServiceConfig> Apply(ServiceConfig service, JsonElement body)
    {
        var errors = new DocumentErrors();
        var given = new DocumentCursor("", body, errors).Map(weight => weight.Weight());
        foreach (var name in given.Keys.Where(name => !service.Variants.ContainsKey(name)))
        {
            errors.Add(Quoted.Bare(name), $"is not a variant; the service has: {ServiceValidator.VariantNames(service)}.");
        }

        if (errors.None && given.Count == 0)
        {
            errors.Add("", $"must have the weight of at least one variant; the service has: {ServiceValidator.VariantNames(service)}.");
        }

        var weights = errors.None ? Complete(service, given, errors) : null;
        return errors.None ? DocumentResult<ServiceConfig>.Valid(service with { Weights = weights!, RolledBack = false }) : DocumentResult<ServiceConfig>.Invalid(errors.ToList());
    }

    /// <inheritdoc cref="Apply(ServiceConfig, JsonElement)"/>
    public static DocumentResult<ServiceConfig> Apply(ServiceConfig service, ReadOnlyMemory<byte> body)
    {
        var errors = new DocumentErrors();
        using var document = ServiceDocument.Parse(body, errors);
        return document is null ? DocumentResult<ServiceConfig>.Invalid(errors.ToList()) : Apply(service, document.RootElement);
    }

    private static ReadOnlyDictionary<string, Weight>? Complete(ServiceConfig service, IReadOnlyDictionary<string, Weight> given, DocumentErrors errors)
    {
        var weights = new OrderedDictionary<string, Weight>(StringComparer.Ordinal);
        foreach (var name in service.Variants.Keys)
        {
            weights.Add(name, given.TryGetValue(name, out var weight) ? weight : service.WeightOf(name));
        }

        var sum = weights.Values.Sum(weight => weight.Hundredths);
        var others = sum - weights[service.Baseline].Hundredths;
        if (given.ContainsKey(service.Baseline))
        {
            if (sum != Weight.FullHundredths)
            {
                errors.Add("", FormattableString.Invariant($"sum to {sum / 100m:0.##} with the variants left out ({Shown(weights)}); where the baseline {service.Baseline} is named, they must sum to 100."));
            }
        }
        else if (others > Weight.FullHundredths)
        {
            errors.Add("", FormattableString.Invariant($"leave nothing for the baseline {service.Baseline}: the other variants sum to {others / 100m:0.##} ({Shown(weights.Where(w => w.Key != service.Baseline))}), at most 100 is allowed."));
        }
        else
        {
            weights[service.Baseline] = Weight.FromHundredths(Weight.FullHundredths - others);
        }

        return errors.None ? new ReadOnlyDictionary<string, Weight>(weights) : null;
    }

    private static string Shown(IEnumerable<KeyValuePair<string, Weight>> weights) => string.Join(", ", weights.Select(weight => $"{weight.Key} {weight.Value}"));
}
