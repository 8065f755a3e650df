namespace Canary.Core.Selection;

/// <summary>Turns 64 uniform bits into an exponentially distributed whole number, the same to the last bit on every platform and in every later version.</summary>
/// <remarks>
/// <c>Math.Log</c> is whatever the platform's C library computes, and its last bit differs between operating systems and
/// versions; two gateways would then disagree on a key now and then. Addition, multiplication and division of IEEE 754
/// doubles are exact by definition, and .NET neither fuses nor reorders them, so the logarithm is built from these alone.
/// </remarks>
internal static class FixedExponential
{
    /// <summary>How far <see cref="Roughly"/> may be from the exact number; its polynomial is off by less than 3e-6.</summary>
    public const double Doubt = 1e-5;

    private const ulong RootOfHalf = 0x3FE6_A09E_667F_3BCD;

    /// <summary>-ln u as <see cref="FromUniform"/> has it, in units of 1 and off by <see cref="Doubt"/> at most, in a third of the time: without a division.</summary>
    public static double Roughly(ulong bits)
    {
        var number = BitConverter.DoubleToUInt64Bits((long)(bits >> 11) + 1L);
        var exponent = unchecked((long)(number - RootOfHalf)) >> 52;
        var t = BitConverter.UInt64BitsToDouble(unchecked(number - ((ulong)exponent << 52))) - 1.0;
        var t2 = t * t;
        var series = (1.000003742 - (0.499894802 * t)) + (t2 * ((0.332659058 - (0.254333564 * t)) + (t2 * (0.219657085 - (0.140216233 * t)))));
        return ((53 - exponent) * 0.69314718055994531) - (t * series);
    }

    /// <summary>-ln u in units of 2^-57, where u is the upper 53 of the bits as a number in (0, 1].</summary>
    public static ulong FromUniform(ulong bits)
    {
        var u = ((bits >> 11) + 1) * (1.0 / (1UL << 53));
        return (ulong)(NegativeLogarithm(u) * (1UL << 57));
    }

    /// <summary>-ln u for u in (0, 1], to a relative error below 7e-16.</summary>
    /// <remarks>
    /// u = m 2^e with m from sqrt(1/2) to sqrt 2; ln m = 2 atanh s for s = (m - 1) / (m + 1), by its series up to s^21, as
    /// s² is below 0.0295. The series is summed in pairs (Estrin), which processors do side by side, and without a branch.
    /// </remarks>
    public static double NegativeLogarithm(double u)
    {
        var bits = BitConverter.DoubleToUInt64Bits(u);
        var exponent = unchecked((long)(bits - RootOfHalf)) >> 52;
        var m = BitConverter.UInt64BitsToDouble(unchecked(bits - ((ulong)exponent << 52)));

        var s = (m - 1.0) / (m + 1.0);
        var q = s * s;
        var q2 = q * q;
        var q4 = q2 * q2;
        var low = (1.0 + (q * (1.0 / 3))) + (q2 * ((1.0 / 5) + (q * (1.0 / 7))));
        var middle = ((1.0 / 9) + (q * (1.0 / 11))) + (q2 * ((1.0 / 13) + (q * (1.0 / 15))));
        var high = ((1.0 / 17) + (q * (1.0 / 19))) + (q2 * (1.0 / 21));
        var series = low + (q4 * (middle + (q4 * high)));

        // ln 2 in two parts, the first of which has 32 bits, so that its product with the exponent is exact.
        return -((exponent * 0.69314718036912381649) + ((exponent * 1.9082149292705877000e-10) + (2.0 * s * series)));
    }
}
