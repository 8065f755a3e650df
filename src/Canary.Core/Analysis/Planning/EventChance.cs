namespace Canary.Core.Analysis.Planning;

/// <summary>How likely a request, which is one of the canary's or the baseline's, is an event of some kind.</summary>
/// <param name="Canary">The chance that it is the canary's and such an event.</param>
/// <param name="Baseline">The chance that it is the baseline's and such an event.</param>
internal readonly record struct EventChance(double Canary, double Baseline)
{
    /// <summary>The chances under a share of the canary.</summary>
    /// <param name="share">The canary's share of the requests of both, 0 to 1.</param>
    /// <param name="canary">How many of the canary's requests are such an event, 0 to 1.</param>
    /// <param name="baseline">How many of the baseline's are.</param>
    public static EventChance Of(double share, double canary, double baseline) => new(share * canary, (1 - share) * baseline);
}
