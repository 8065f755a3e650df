using System.Text;

namespace Canary.Core.Tests.Services;

/// <summary>Documents with a few places broken, the same ones in every run.</summary>
internal static class DamagedDocuments
{
    private static readonly string[] Tokens =
        ["null", "true", "-1", "1e999", "1e-30", "{}", "[]", "\"\"", "\"\\ud800\"", "\"\\u0000\"", ",", ":", "{", "}", "[", "]", "\"", "\\", "[[[[", "99999999999999999999", "{\"\\udc00\":1}"];

    /// <summary>Breaks <paramref name="document"/> thousands of times, and lets each be read.</summary>
    public static void Of(string document, Action<byte[]> read)
    {
        var random = new Random(7);
        for (var i = 0; i < 4_000; i++)
        {
            var text = new StringBuilder(document);
            for (var times = random.Next(1, 4); times > 0; times--)
            {
                var at = random.Next(text.Length);
                var length = Math.Min(random.Next(0, 12), text.Length - at);
                text.Remove(at, length).Insert(at, random.Next(3) == 0 ? document.Substring(random.Next(document.Length - 10), 10) : Tokens[random.Next(Tokens.Length)]);
            }

            var bytes = Encoding.UTF8.GetBytes(text.ToString());
            if (random.Next(10) == 0)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            read(bytes);
        }
    }
}
