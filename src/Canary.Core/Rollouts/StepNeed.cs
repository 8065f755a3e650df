namespace Canary.Core.Rollouts;

/// <summary>What a step may still lack before the next, in the order in which it is looked at.</summary>
internal enum StepNeed
{
    /// <summary>Its hold has not passed.</summary>
    Hold,

    /// <summary>There is no verdict that lets it go on.</summary>
    Verdict,

    /// <summary>Its gate has not said yes.</summary>
    Gate,

    /// <summary>The service's error budget is spent.</summary>
    Budget,

    /// <summary>A freeze window is in force.</summary>
    FreezeEnd,
}
