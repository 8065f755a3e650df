using Canary.Core.Services;

namespace Canary.Gateway.Discovery.Following;

/// <summary>What a source said, made fit for use: legal addresses only, each once, in order, and not too many.</summary>
/// <param name="Destinations">What is left, in order of addresses, so that the same answer in another order is the same list.</param>
/// <param name="Refused">How many were left out because of their address or weight.</param>
/// <param name="Surplus">How many were left out because there were too many.</param>
/// <param name="Problem">What is wrong with the first that was refused; null where none was.</param>
internal sealed record FoundList(IReadOnlyList<DestinationConfig> Destinations, int Refused, int Surplus, string? Problem)
{
    /// <summary>The most destinations that a variant gets.</summary>
    public const int MaxDestinations = 256;

    private const int MaxWeight = 1000;

    /// <summary>How many were left out.</summary>
    public int LeftOut => Refused + Surplus;

    /// <summary>Why, for the first of them; null where none was.</summary>
    public string? Complaint => Problem ?? (Surplus > 0 ? $"only {MaxDestinations} are taken" : null);

    /// <summary>Makes a source's answer fit. Of several with one address that with the largest weight stays.</summary>
    public static FoundList Of(IReadOnlyList<DestinationConfig> answer)
    {
        var problems = answer.Select(ProblemOf).OfType<string>().ToList();
        var legal = answer
            .Where(destination => ProblemOf(destination) is null)
            .OrderBy(destination => destination.Address, StringComparer.Ordinal)
            .ThenByDescending(destination => destination.Weight)
            .DistinctBy(destination => BackendAddress.Normalise(destination.Address), StringComparer.Ordinal)
            .ToArray();
        return new FoundList([.. legal.Take(MaxDestinations)], problems.Count, Math.Max(0, legal.Length - MaxDestinations), problems.FirstOrDefault());
    }

    private static string? ProblemOf(DestinationConfig destination) =>
        BackendAddress.Problem(destination.Address) is { } problem ? $"an address {problem}"
            : destination.Weight is < 1 or > MaxWeight ? $"the weight of {Quoted.Text(destination.Address)} must be from 1 to {MaxWeight}, but is {destination.Weight}."
            : null;
}
