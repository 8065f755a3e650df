using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Gateway.Addressing;

/// <summary>Where operators may send the gateway: the rules for destinations, and those for whom it calls itself.</summary>
/// <param name="Destinations">For destinations of variants.</param>
/// <param name="Callbacks">For sinks, gates and checks.</param>
internal sealed record AddressPolicy(AddressRules Destinations, AddressRules Callbacks)
{
    /// <summary>Refuses link-local addresses only.</summary>
    public static AddressPolicy Least { get; } = Parse(new AddressOptions(), () => [], []);

    /// <summary>Parses the settings.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="ownAdmin">Where this gateway's admin surface listens; asked each time.</param>
    /// <param name="problems">Receives one line for each value that is wrong.</param>
    public static AddressPolicy Parse(AddressOptions options, Func<IReadOnlyList<Uri>> ownAdmin, ICollection<string> problems) => new(
        AddressRules.Parse("Canary:Addresses:RefusedDestinations", options.RefusedDestinations, ownAdmin, problems),
        AddressRules.Parse("Canary:Addresses:RefusedCallbacks", options.RefusedCallbacks, ownAdmin, problems));

    /// <summary>What is wrong with the destinations that a change brings.</summary>
    /// <param name="service">The service as it should be.</param>
    /// <param name="before">As it is: what it has already must not hinder a change of something else, a rollback say.</param>
    public IReadOnlyList<DocumentError> Check(ServiceConfig service, ServiceConfig? before)
    {
        var known = before is null ? [] : ServiceUrls.Of(before).Select(destination => destination.Url).ToHashSet(StringComparer.Ordinal);
        return Check(ServiceUrls.Of(service).Where(destination => !known.Contains(destination.Url)), Destinations);
    }

    /// <summary>What is wrong with the URLs of a plan.</summary>
    public IReadOnlyList<DocumentError> Check(RolloutPlan plan) => Check(PlanUrls.Of(plan), Callbacks);

    /// <summary>What is wrong with a URL that is called.</summary>
    /// <param name="path">Its field.</param>
    /// <param name="url">The URL.</param>
    public IReadOnlyList<DocumentError> CheckCallback(string path, string url) => Check([(path, url)], Callbacks);

    private static List<DocumentError> Check(IEnumerable<(string Path, string Url)> urls, AddressRules rules)
    {
        var errors = new DocumentErrors();
        foreach (var (path, url) in urls)
        {
            if (rules.Problem(url) is { } problem)
            {
                errors.Add(path, problem);
            }
        }

        return [.. errors.ToList()];
    }
}
