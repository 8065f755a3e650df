namespace Canary.TestKit.Battery;

/// <summary>A case that the gateway does not end as wanted.</summary>
/// <param name="Case">Its full name.</param>
/// <param name="Reason">Why.</param>
/// <param name="Remedy">What protects instead.</param>
public sealed record BatteryException(string Case, string Reason, string Remedy);

/// <summary>The cases that the gateway does not end as wanted; the report and SECURITY.md show them.</summary>
public static class BatteryExceptions
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<BatteryException> All { get; } =
    [
        new(
            "slow clients: nothing at all",
            "A connection on which nothing was ever sent is closed after the time for idle ones, 75 s, as the server has one timer for both.",
            "What an idle connection costs is small (docs/benchmarks.md, \"Idle connections\"), and it holds no thread."),
    ];

    /// <summary>The exception of a case; null: it is to end as wanted.</summary>
    public static BatteryException? Of(BatteryCase @case) => All.FirstOrDefault(exception => exception.Case == @case.FullName);
}
