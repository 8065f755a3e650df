namespace Canary.TestKit;

/// <summary>Whether tests run at their full size (<c>tests/run.sh --full</c>) or reduced, by the same code.</summary>
public static class TestSize
{
    /// <summary>True under <c>tests/run.sh --full</c>.</summary>
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("CANARY_TESTS_FULL") == "1";

    /// <summary>The size for this run.</summary>
    public static T Of<T>(T reduced, T full) => IsFull ? full : reduced;
}
