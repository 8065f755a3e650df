using System.Security.Cryptography;
using Canary.Core.Access;

namespace Canary.Gateway.Hosting;

/// <summary>The command <c>keys new</c>: makes an API key, and says once what its holder and what the settings get.</summary>
internal static class KeysCommand
{
    /// <summary>Prints a key of 256 random bits and its hash.</summary>
    public static int Run()
    {
        System.Console.WriteLine(Create().Tell("ops", "operator"));
        return 0;
    }

    /// <summary>A new key.</summary>
    public static ApiKey Create() => ApiKey.From(RandomNumberGenerator.GetBytes(ApiKey.RandomBytes));
}
