namespace Canary.Gateway.Proxy.Health;

/// <summary>What the log says of destinations.</summary>
internal static partial class HealthLog
{
    [LoggerMessage(1260, LogLevel.Warning, "{Address} of {Service}/{Variant} is ejected for {Period}: {Cause}.")]
    public static partial void Ejected(ILogger logger, string address, string service, string variant, TimeSpan period, string cause);

    [LoggerMessage(1261, LogLevel.Warning, "{Address} of {Service}/{Variant} is unhealthy: its probes fail.")]
    public static partial void Unhealthy(ILogger logger, string address, string service, string variant);

    [LoggerMessage(1262, LogLevel.Information, "{Address} of {Service}/{Variant} gets requests again: {Cause}.")]
    public static partial void Returned(ILogger logger, string address, string service, string variant, string cause);

    [LoggerMessage(1263, LogLevel.Debug, "{Address} of {Service}/{Variant} is not ejected although {Cause}: as many destinations are as may be.")]
    public static partial void Spared(ILogger logger, string address, string service, string variant, string cause);
}
