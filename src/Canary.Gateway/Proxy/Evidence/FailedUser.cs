namespace Canary.Gateway.Proxy.Evidence;

/// <summary>A user that met an error.</summary>
/// <param name="User">The sticky key's bucket; one in four thousand million shares it with another.</param>
/// <param name="IsBaseline">Whether at the baseline, else at the rollout's variant.</param>
internal readonly record struct FailedUser(uint User, bool IsBaseline)
{
    /// <summary>As one number that is never 0.</summary>
    public static long Encode(uint user, bool isBaseline) => ((long)user << 2) | (isBaseline ? 2L : 0) | 1;

    /// <summary>The user of a number.</summary>
    public static FailedUser Decode(long number) => new((uint)(number >> 2), (number & 2) != 0);
}
