namespace Canary.Gateway.Demo;

/// <summary>How well a sample backend does. The same sequence in every run: nothing here is left to chance.</summary>
/// <param name="ErrorEvery">Every so many requests one is answered with 500; 0: none.</param>
/// <param name="Fastest">The least time that an answer takes.</param>
/// <param name="Slowest">The most.</param>
internal sealed record DemoBehaviour(int ErrorEvery, TimeSpan Fastest, TimeSpan Slowest)
{
    private const int Steps = 16;

    /// <summary>No errors, 2 to 8 ms.</summary>
    public static DemoBehaviour Good { get; } = new(0, TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(8));

    /// <summary>2 % errors, 3 to 15 ms: enough for metrics and dashboards to show a difference.</summary>
    public static DemoBehaviour NotQuiteAsGood { get; } = new(50, TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(15));

    /// <summary>Whether the request of this number, from 1, fails.</summary>
    public bool Fails(long request) => ErrorEvery > 0 && request % ErrorEvery == 0;

    /// <summary>How long the request of this number takes.</summary>
    public TimeSpan Delay(long request) => Fastest + ((Slowest - Fastest) * (request * 7 % Steps) / (Steps - 1));
}
