namespace Canary.Core.Analysis;

/// <summary>Sums and means of numbers that are known by their logarithms, as they may be too large or small for a double.</summary>
internal static class LogMath
{
    /// <summary>A natural logarithm as one to the base of 10, to twelve digits, so that that of 100 is 2.</summary>
    public static double ToLog10(double log) => double.IsFinite(log) ? Math.Round(log / Math.Log(10), 12) : log;

    /// <summary>The logarithm of the mean.</summary>
    /// <param name="logs">Natural logarithms, at least one.</param>
    public static double MeanExp(ReadOnlySpan<double> logs)
    {
        var most = double.NegativeInfinity;
        foreach (var log in logs)
        {
            most = Math.Max(most, log);
        }

        if (double.IsInfinity(most))
        {
            return most;
        }

        var sum = 0d;
        foreach (var log in logs)
        {
            sum += Math.Exp(log - most);
        }

        return most + Math.Log(sum / logs.Length);
    }

    /// <summary>The logarithm of the gamma function of a number above 0, to 13 digits.</summary>
    /// <remarks>Algorithm: Stirling's series, after shifting small arguments up by the recurrence.</remarks>
    public static double LogGamma(double x)
    {
        var shift = 0d;
        while (x < 12)
        {
            shift -= Math.Log(x);
            x++;
        }

        var inverse = 1 / (x * x);
        var series = (1d / 12 - (inverse * (1d / 360 - (inverse * (1d / 1260 - (inverse * (1d / 1680 - (inverse / 1188)))))))) / x;
        return shift + ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + series;
    }
}
