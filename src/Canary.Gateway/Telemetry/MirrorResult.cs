namespace Canary.Gateway.Telemetry;

/// <summary>What became of the copy of a request.</summary>
internal enum MirrorResult
{
    /// <summary>It was answered, whatever the status.</summary>
    Sent,

    /// <summary>No destination was there, or it gave no answer.</summary>
    Failed,

    /// <summary>The answer took too long.</summary>
    Timeout,

    /// <summary>Too many copies were under way.</summary>
    Dropped,

    /// <summary>The request's body was too large.</summary>
    TooLarge,

    /// <summary>The request ended before its body was all there.</summary>
    Cancelled,
}
