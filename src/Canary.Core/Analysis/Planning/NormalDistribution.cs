namespace Canary.Core.Analysis.Planning;

/// <summary>The standard normal distribution, and random walks whose steps add up to it.</summary>
internal static class NormalDistribution
{
    /// <summary>The chance of a value below <paramref name="x"/>, to 7 digits.</summary>
    public static double Below(double x)
    {
        var beyond = Density(x) * Mills(Math.Abs(x));
        return x < 0 ? beyond : 1 - beyond;
    }

    /// <summary>The chance that a walk has been at a level at some time before its end.</summary>
    /// <remarks>Algorithm: the first passage of a Brownian motion with drift (inverse Gaussian distribution).</remarks>
    /// <param name="level">The level, above 0, where the walk begins.</param>
    /// <param name="mean">Where the walk is at its end, in expectation.</param>
    /// <param name="deviation">The standard deviation of that; above 0.</param>
    public static double HasReached(double level, double mean, double deviation)
    {
        // Of the second term, those who were there and came back, the two exponentials are one, as each by itself may overflow.
        var above = (mean - level) / deviation;
        var reflected = mean > 0 ? Density(above) * Mills((mean + level) / deviation) : 0;
        return Math.Min(1, Below(above) + reflected);
    }

    private static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    // Mills' ratio: the chance of a value above x, 0 or more, over the density there. Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.2.17.
    private static double Mills(double x)
    {
        var t = 1 / (1 + (0.2316419 * x));
        return t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
    }
}
