namespace Canary.TestKit.Fuzzing;

/// <summary>Makes a failing input smaller while it goes on failing in the same way.</summary>
/// <remarks>Algorithm: delta debugging by pieces of half the length, then a quarter, and so on to single bytes; a bounded number of tries.</remarks>
internal static class FuzzShrinker
{
    private const int MaxTries = 3_000;

    /// <summary>The smallest input that was found.</summary>
    /// <param name="input">An input that fails.</param>
    /// <param name="fails">Whether an input fails in the same way.</param>
    public static byte[] Shrink(byte[] input, Func<byte[], bool> fails)
    {
        var tries = 0;
        for (var size = Math.Max(1, input.Length / 2); ; size /= 2)
        {
            for (var at = 0; at < input.Length && tries < MaxTries;)
            {
                byte[] without = [.. input.AsSpan(0, at), .. input.AsSpan(Math.Min(at + size, input.Length))];
                tries++;
                if (fails(without))
                {
                    input = without;
                }
                else
                {
                    at += size;
                }
            }

            if (size <= 1)
            {
                return input;
            }
        }
    }
}
