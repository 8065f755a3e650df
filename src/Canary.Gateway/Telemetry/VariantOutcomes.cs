namespace Canary.Gateway.Telemetry;

/// <summary>How requests of a variant ended.</summary>
/// <param name="Requests">All that ended.</param>
/// <param name="Errors">Those of them that failed, by the service's error codes; a client that went away is no error.</param>
internal readonly record struct VariantOutcomes(long Requests, long Errors)
{
    public static VariantOutcomes operator +(VariantOutcomes one, VariantOutcomes other) => new(one.Requests + other.Requests, one.Errors + other.Errors);

    public static VariantOutcomes operator -(VariantOutcomes one, VariantOutcomes other) => new(one.Requests - other.Requests, one.Errors - other.Errors);
}
