namespace Canary.Benchmarks.Machine;

/// <summary>The command can't be run as it was asked for; its message says what to do.</summary>
internal sealed class UsageException(string message) : Exception(message);
