namespace Canary.Gateway.Proxy.Health;

/// <summary>Why a destination is to be ejected.</summary>
internal enum EjectionCause
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>Too many failures in a row.</summary>
    ConsecutiveFailures,

    /// <summary>Too large a share of failures.</summary>
    FailureRatio,
}
