namespace Canary.Benchmarks.Soak;

/// <summary>A change that was asked for.</summary>
/// <param name="Reason">What it can be found by in history.</param>
/// <param name="Service">The service.</param>
/// <param name="Sent">When it was asked for.</param>
/// <param name="Ended">When it was answered, or given up.</param>
/// <param name="Status">The answer's status, or 0: none came, so nobody knows whether it was written.</param>
/// <param name="Revision">The revision that it made, where it was accepted.</param>
/// <param name="CanaryWeight">The canary's weight after it, where it says one.</param>
internal sealed record SoakWrite(string Reason, string Service, TimeSpan Sent, TimeSpan Ended, int Status, long? Revision, decimal? CanaryWeight)
{
    /// <summary>Whether it was accepted: then it must never be lost.</summary>
    public bool Accepted => Status is >= 200 and < 300;

    /// <summary>Whether it may have been written although nobody said so.</summary>
    public bool Unknown => Status is 0 or >= 500;
}
