namespace Canary.TestKit;

/// <summary>Figures that tests measure but, as machines are noisy, do not assert; <c>tests/run.sh --full</c> collects them for <c>docs/benchmarks.md</c>.</summary>
public static class Figures
{
    private static readonly Lock Gate = new();

    /// <summary>Reports one line of the table: what was measured, under what, and the result.</summary>
    public static void Report(string what, string result)
    {
        if (Environment.GetEnvironmentVariable("CANARY_FIGURES") is not { Length: > 0 } file)
        {
            return;
        }

        lock (Gate)
        {
            File.AppendAllText(file, $"| {what} | {result} |{Environment.NewLine}");
        }
    }

    /// <summary>The value at a share of sorted values, as 0.99 for p99; NaN where there are none.</summary>
    public static double Quantile(double[] sorted, double share) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(share * sorted.Length) - 1)];
}
