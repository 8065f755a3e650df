namespace Canary.Gateway.Proxy.Observation;

/// <summary>Writes one line for each request that ended.</summary>
internal sealed class AccessLog(ILogger<AccessLog> logger)
{
    private static readonly EventId Ended = new(1570, "RequestEnded");

    /// <summary>Writes it. The context must still be that request's.</summary>
    public void Write(RequestRecord record)
    {
        if (logger.IsEnabled(LogLevel.Information))
        {
            logger.Log(LogLevel.Information, Ended, new AccessFields(record), null, static (fields, _) => fields.Message);
        }
    }
}
