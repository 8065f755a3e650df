using Canary.Gateway.Proxy.Routing;
using Yarp.ReverseProxy.Forwarder;

namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>Logs requests that were not forwarded, or whose answer broke off: at most one of a variant and kind in <see cref="Interval"/>, and how many were left out.</summary>
/// <remarks>A variant that is down would otherwise fill the log with one line a request, also where fallback rescues every one of them; counters count them all.</remarks>
internal sealed partial class FailureLog(ILogger<FailureLog> logger, TimeProvider time)
{
    /// <summary>For how long nothing more of a variant and kind is said.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly long _interval = (long)(Interval.TotalSeconds * time.TimestampFrequency);

    /// <summary>Something went wrong.</summary>
    /// <param name="service">The service's name.</param>
    /// <param name="variant">Where the request went.</param>
    /// <param name="error">What it was.</param>
    /// <param name="exception">What was thrown, if anything.</param>
    public void Failed(string service, RoutedVariant variant, ForwarderError error, Exception? exception)
    {
        if (error is ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled or ForwarderError.ResponseBodyCanceled or ForwarderError.UpgradeRequestCanceled or ForwarderError.UpgradeResponseCanceled)
        {
            Log.ClientGone(logger, error, exception);
            return;
        }

        Log.Details(logger, error, exception);
        if (variant.Failures.IsDue(error, time.GetTimestamp(), _interval, out var leftOut))
        {
            Log.Failed(logger, service, variant.Name, error, exception?.Message ?? "no details", leftOut);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1230, LogLevel.Warning, "A request of '{Service}' was not forwarded to '{Variant}': {Error}: {Message} ({LeftOut} more of this kind were left out)")]
        public static partial void Failed(ILogger logger, string service, string variant, ForwarderError error, string message, int leftOut);

        [LoggerMessage(1231, LogLevel.Debug, "A client went away before it had its answer: {Error}")]
        public static partial void ClientGone(ILogger logger, ForwarderError error, Exception? exception);

        [LoggerMessage(1232, LogLevel.Debug, "A request was not forwarded: {Error}")]
        public static partial void Details(ILogger logger, ForwarderError error, Exception? exception);
    }
}
