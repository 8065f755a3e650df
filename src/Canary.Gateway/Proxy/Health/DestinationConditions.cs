namespace Canary.Gateway.Proxy.Health;

/// <summary>What follows from a destination's condition.</summary>
internal static class DestinationConditions
{
    /// <summary>Whether a destination in it gets requests.</summary>
    public static bool GetsRequests(this DestinationCondition condition) => condition is DestinationCondition.Healthy or DestinationCondition.Unknown;

    /// <summary>Its name in metrics and in the API.</summary>
    public static string Name(this DestinationCondition condition) => condition switch
    {
        DestinationCondition.Ejected => "ejected",
        DestinationCondition.Unhealthy => "unhealthy",
        DestinationCondition.Unknown => "unknown",
        _ => "healthy",
    };
}
