using System.Buffers;
using System.IO.Hashing;
using System.Text;

namespace Canary.Core.Selection;

/// <summary>Where a sticky key falls: 32 bits of XXH3 over the key, seeded with XXH3 of the service's name.</summary>
/// <remarks>
/// The seed makes services independent of each other: a user who is among the first 1 % of one is not for that among
/// the first of all. Both hashes are the 64-bit XXH3 of the UTF-8 text, whose values are fixed by its specification;
/// the bucket is the lower half. 20 to 30 ns for a key of 32 characters, and no allocation.
/// </remarks>
public static class Bucket
{
    private const int StackBytes = 768;

    // Room on the stack is cleared first, and most keys are short.
    private const int FewStackBytes = 128;

    /// <summary>The bucket of a key, for ever the same for the same service name and key.</summary>
    public static uint Of(string service, ReadOnlySpan<char> key) => Of(SeedOf(service), key);

    /// <summary>The seed that stands for a service's name.</summary>
    internal static ulong SeedOf(string service) => Hash(service, 0);

    /// <summary>The bucket of a key, for a seed that was worked out before.</summary>
    internal static uint Of(ulong serviceSeed, ReadOnlySpan<char> key) => unchecked((uint)Hash(key, serviceSeed));

    /// <summary>64 bits of a text.</summary>
    internal static ulong Hash(ReadOnlySpan<char> text, ulong seed)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most <= FewStackBytes)
        {
            return Hash(text, stackalloc byte[FewStackBytes], seed);
        }

        if (most <= StackBytes)
        {
            return Hash(text, stackalloc byte[StackBytes], seed);
        }

        var rented = ArrayPool<byte>.Shared.Rent(most);
        var hash = Hash(text, rented, seed);
        ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    private static ulong Hash(ReadOnlySpan<char> text, Span<byte> bytes, ulong seed)
    {
        var length = Encoding.UTF8.GetBytes(text, bytes);
        return XxHash3.HashToUInt64(bytes[..length], unchecked((long)seed));
    }
}
