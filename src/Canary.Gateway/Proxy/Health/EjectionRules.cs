using System.Globalization;
using Canary.Core.Services;
using Yarp.ReverseProxy.Forwarder;

namespace Canary.Gateway.Proxy.Health;

/// <summary>What of a variant's requests counts as a failure of a destination, and how many failures eject it.</summary>
/// <param name="config">What the operator wrote.</param>
internal sealed class EjectionRules(PassiveHealthCheckConfig config)
{
    /// <summary>How many ejections in a row make each last longer than the one before; further ones last as long as this one.</summary>
    public const int LongestRow = 10;

    private readonly StatusCodeSet _statuses = new(config.Statuses);

    /// <summary>Failures in a row from which a destination is ejected.</summary>
    public int ConsecutiveFailures => config.ConsecutiveFailures;

    /// <summary>The share of failures from which a destination is ejected.</summary>
    public double FailureRatio => config.FailureRatio;

    /// <summary>Whether a request failed at its destination; null where it says nothing of it.</summary>
    /// <param name="error">What went wrong on the way.</param>
    /// <param name="status">The backend's status; without meaning where there is an error.</param>
    /// <param name="clientLeft">Whether the client went away.</param>
    public bool? IsFailure(ForwarderError error, int status, bool clientLeft)
    {
        if (error == ForwarderError.None)
        {
            return _statuses.Contains(status);
        }

        return !clientLeft && error is ForwarderError.Request
            or ForwarderError.RequestTimedOut
            or ForwarderError.RequestBodyDestination
            or ForwarderError.ResponseHeaders
            or ForwarderError.ResponseBodyDestination
            or ForwarderError.UpgradeRequestDestination
            or ForwarderError.UpgradeResponseDestination ? true : null;
    }

    /// <summary>How many destinations may be ejected at once.</summary>
    /// <param name="destinations">How many there are.</param>
    public int MostOf(int destinations) => Math.Max(1, (int)((long)destinations * config.MaxEjected.Hundredths / Weight.FullHundredths));

    /// <summary>How long an ejection lasts.</summary>
    /// <param name="inRow">The number of the ejection in its row, from 1.</param>
    public TimeSpan PeriodOf(int inRow) => config.Reactivation * Math.Min(inRow, LongestRow);

    /// <summary>The cause, for people.</summary>
    public string Describe(EjectionCause cause) => cause == EjectionCause.ConsecutiveFailures
        ? string.Create(CultureInfo.InvariantCulture, $"{ConsecutiveFailures} requests in a row failed")
        : string.Create(CultureInfo.InvariantCulture, $"{100 * FailureRatio:0.##} % or more of its latest requests failed");
}
