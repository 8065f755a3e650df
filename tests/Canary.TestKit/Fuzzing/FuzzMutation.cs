using System.Text;

namespace Canary.TestKit.Fuzzing;

/// <summary>Changes inputs: bytes, words, pieces of other inputs, and what is between quotes and braces.</summary>
internal sealed class FuzzMutation(Random random, IReadOnlyList<string> words)
{
    /// <summary>The longest input, in bytes.</summary>
    public const int MaxLength = 64 * 1024;

    private static readonly string[] Common =
    [
        "null", "true", "false", "-1", "0", "1e999", "1e-30", "-0", "0.005", "100.00000001", "99999999999999999999", "2147483648", "-9223372036854775808", "{}", "[]", "\"\"",
        "\"\\ud800\"", "\"\\u0000\"", "{\"\\udc00\":1}", ",", ":", "{", "}", "[", "]", "\"", "\\", "[[[[[[[[", "\r\n", "\n", "\t", " ", "\u00a0", "\u2028", "\ufeff", "\u202e", "é", "🐤",
        "\0", "\u0001", "%2f", "%00", "%zz", "%", "..", "/", "//", "?", "#", "=", ";", "&", "*", "+", "(a+)+$", "(?i)", "[^", "\\d{1000}", "0.0.0.0/0", "::/0", "::ffff:1.2.3.4", "1d", "0s", "P1Y",
        "PT0.0000001S", "99999999d", "- ", "!!binary", "&a", "*a", "<<: ", "|\n ", ">-\n ", "---\n", "...\n", "# ",
    ];

    /// <summary>A changed input.</summary>
    /// <param name="input">What is changed; stays as it is.</param>
    /// <param name="other">Another input, of which pieces are taken.</param>
    public byte[] Of(byte[] input, byte[] other)
    {
        var bytes = new List<byte>(input);
        for (var times = 1 + random.Next(random.Next(2) == 0 ? 2 : 6); times > 0; times--)
        {
            Change(bytes, other);
        }

        return bytes.Count <= MaxLength ? [.. bytes] : [.. bytes.Take(MaxLength)];
    }

    private void Change(List<byte> bytes, byte[] other)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(3) == 0 ? random.Next(64) : random.Next(6), bytes.Count - at);
        switch (random.Next(11))
        {
            case 0 when bytes.Count > 0:
                bytes[at % bytes.Count] = (byte)random.Next(256);
                break;
            case 1 when bytes.Count > 0:
                bytes[at % bytes.Count] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 4 or 5:
                bytes.RemoveRange(at, length);
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(Word()));
                break;
            case 6 when other.Length > 0:
                var from = random.Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(random.Next(80), other.Length - from)).ToArray());
                break;
            case 7 or 8:
                ReplaceValue(bytes, at);
                break;
            case 9:
                SwapPieces(bytes, at, length);
                break;
            case 10 when random.Next(20) == 0:
                bytes.InsertRange(at, Enumerable.Repeat((byte)Word()[0], random.Next(4_000)));
                break;
            default:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(Word()));
                break;
        }
    }

    // From a quote, colon or comma to the next: what stands there gets another value, and the rest stays well-formed.
    private void ReplaceValue(List<byte> bytes, int at)
    {
        var begin = bytes.FindIndex(at, b => b is (byte)'"' or (byte)':' or (byte)'[');
        if (begin < 0)
        {
            return;
        }

        var end = bytes.FindIndex(begin + 1, b => b is (byte)'"' or (byte)',' or (byte)'}' or (byte)']' or (byte)'\n');
        if (end > begin)
        {
            bytes.RemoveRange(begin + 1, end - begin - 1);
            bytes.InsertRange(begin + 1, Encoding.UTF8.GetBytes(Word().Trim('"')));
        }
    }

    private void SwapPieces(List<byte> bytes, int at, int length)
    {
        var piece = bytes.GetRange(at, length);
        bytes.RemoveRange(at, length);
        bytes.InsertRange(random.Next(bytes.Count + 1), piece);
    }

    private string Word() => words.Count > 0 && random.Next(2) == 0 ? words[random.Next(words.Count)] : Common[random.Next(Common.Length)];
}
