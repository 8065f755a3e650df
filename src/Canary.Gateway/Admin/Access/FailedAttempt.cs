namespace Canary.Gateway.Admin.Access;

/// <summary>How a failure counts among those of its address.</summary>
/// <param name="Wait">Null where it was within what is allowed, else the time until the next window.</param>
/// <param name="IsTold">Whether the audit is told: up to the first one that is too many.</param>
internal readonly record struct FailedAttempt(TimeSpan? Wait, bool IsTold);
