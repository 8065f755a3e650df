using System.Globalization;
using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Core.Analysis;

/// <summary>How many errors a service's objective allows in its window, and how many there were, whoever made them.</summary>
/// <param name="Objective">The objective.</param>
/// <param name="Requests">Requests in the window.</param>
/// <param name="Errors">Those of them that failed.</param>
public sealed record ErrorBudget(ObjectiveConfig Objective, long Requests, long Errors)
{
    /// <summary>How many errors the objective allows among the requests.</summary>
    public decimal Allowed => Requests * (100 - Objective.GoodPercent) / 100;

    /// <summary>Whether nothing is left of it. One error is always allowed, however few requests there were.</summary>
    public bool IsSpent => Errors >= Math.Max(2, Allowed);

    /// <summary>Whether a number of errors takes a share of it. False while the share is less than one error: of so few requests nothing is known yet.</summary>
    /// <param name="errors">How many.</param>
    /// <param name="share">The share, above 0 to 1.</param>
    public bool IsTakenBy(long errors, double share) => share * (double)Allowed is >= 1 and var most && errors >= most;

    /// <summary>As people read it, as <c>error budget 120 of 100 (99.9% good of 100,000 requests in 28d)</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"error budget {RolloutText.Number(Errors)} of {decimal.Floor(Allowed):N0} errors ({Objective.GoodPercent:0.####}% good of {RolloutText.Number(Requests)} requests in {RolloutText.Span(Objective.Window)})");
}
