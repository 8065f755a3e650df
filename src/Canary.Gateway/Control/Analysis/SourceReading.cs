using Canary.Core.Rollouts;

namespace Canary.Gateway.Control.Analysis;

/// <summary>What a source answered to one poll.</summary>
internal abstract record SourceReading
{
    private SourceReading()
    {
    }

    /// <summary>Counters of both variants.</summary>
    internal sealed record Counters(CounterValues Values) : SourceReading;

    /// <summary>Canary over baseline.</summary>
    internal sealed record Ratio(double Value) : SourceReading;

    /// <summary>A verdict.</summary>
    internal sealed record Said(Verdict Verdict) : SourceReading;

    /// <summary>Nothing that can be used, and why, as the part of a sentence.</summary>
    internal sealed record Problem(string Why) : SourceReading;
}

/// <summary>Which rollout a source is asked about, and where it stands.</summary>
/// <param name="Service">The service's name.</param>
/// <param name="Baseline">The baseline's name.</param>
/// <param name="Rollout">The rollout.</param>
internal sealed record CheckSubject(string Service, string Baseline, Rollout Rollout);
