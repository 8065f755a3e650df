using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Canary.Gateway.Hosting;

/// <summary>The command <c>keys new</c>: makes an API key, and says once what its holder and what the settings get.</summary>
internal static class KeysCommand
{
    private const int KeyBytes = 32;

    /// <summary>Prints a key of 256 random bits and its hash.</summary>
    public static int Run()
    {
        var (key, hash) = Create();
        System.Console.WriteLine($"""
            key   {key}
                  for its holder, as "Authorization: Bearer <key>"; it is shown here and nowhere else
            hash  {hash}
                  for the settings of every gateway:
                  Canary__Admin__ApiKeys__0__Name=ops Canary__Admin__ApiKeys__0__Role=operator Canary__Admin__ApiKeys__0__Hash={hash}
            """);
        return 0;
    }

    /// <summary>A new key, and the hash that settings know it by.</summary>
    public static (string Key, string Hash) Create()
    {
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));
        return (key, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))));
    }
}
