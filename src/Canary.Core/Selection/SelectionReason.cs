namespace Canary.Core.Selection;

/// <summary>Why a request got its variant. The names, in lower case, are label values of <c>canary_selections_total</c>.</summary>
public enum SelectionReason
{
    /// <summary>A rule matched.</summary>
    Rule,

    /// <summary>The bucket of a sticky key.</summary>
    Sticky,

    /// <summary>A draw by weight.</summary>
    Weight,

    /// <summary>The choice of an earlier hop.</summary>
    Upstream,

    /// <summary>The service is rolled back: the baseline for everyone.</summary>
    Rollback,

    /// <summary>The rollout's variant would have got it, but its limits leave nothing: the baseline.</summary>
    Limit,

    /// <summary>A tester's signed token.</summary>
    Forced,

    /// <summary>The variant would have got it, but none of its destinations is available: the baseline.</summary>
    Unavailable,
}
