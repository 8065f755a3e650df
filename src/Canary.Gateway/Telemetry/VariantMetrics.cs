using Canary.Core.Selection;

namespace Canary.Gateway.Telemetry;

/// <summary>The counters of one variant. Methods are named by event, take no lock and allocate nothing.</summary>
internal sealed class VariantMetrics
{
    /// <summary>A request was given to this variant and begins.</summary>
    public void RequestStarted(SelectionReason reason) => throw new NotImplementedException();

    /// <summary>A request ended.</summary>
    /// <param name="statusCode">The status that the client got; 499 where the client went away.</param>
    /// <param name="duration">From its start.</param>
    public void RequestEnded(int statusCode, TimeSpan duration) => throw new NotImplementedException();
}
