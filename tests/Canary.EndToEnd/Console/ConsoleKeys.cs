using System.Security.Cryptography;
using System.Text;

namespace Canary.EndToEnd.Console;

/// <summary>The keys that gateways of these tests know, by role.</summary>
internal static class ConsoleKeys
{
    public const string Viewer = "viewer-key-0123456789";
    public const string Operator = "operator-key-0123456789";
    public const string Admin = "admin-key-0123456789";

    /// <summary>Settings that make a gateway know them; their holders are called as their roles.</summary>
    public static IEnumerable<(string Key, string Value)> Settings => new[] { ("viewer", Viewer), ("operator", Operator), ("admin", Admin) }.SelectMany((one, i) => new[]
    {
        ($"Admin:ApiKeys:{i}:Name", one.Item1),
        ($"Admin:ApiKeys:{i}:Role", one.Item1),
        ($"Admin:ApiKeys:{i}:Hash", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(one.Item2)))),
    });
}
