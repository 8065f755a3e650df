using System.Security.Cryptography;
using Canary.Core.Access;

namespace Canary.Gateway.Admin.Access;

/// <summary>The API keys that are accepted. Holds hashes only; safe for concurrent use, as it never changes.</summary>
internal sealed class ApiKeyRing
{
    private readonly List<(byte[] Hash, Caller Caller)> _keys = [];

    private ApiKeyRing()
    {
    }

    /// <summary>Whether there are none: the listener is open.</summary>
    public bool IsEmpty => _keys.Count == 0;

    /// <summary>Reads the settings, and adds one line to <paramref name="problems"/> for everything that is wrong with them.</summary>
    public static ApiKeyRing Read(IList<ApiKeyOptions> settings, CallerNames names, List<string> problems)
    {
        var ring = new ApiKeyRing();
        for (var i = 0; i < settings.Count; i++)
        {
            var key = $"Canary:Admin:ApiKeys:{i}";
            var before = problems.Count;
            names.Take(settings[i].Name, key, problems);
            var role = RoleNames.Read(settings[i].Role, key, problems);
            var hash = ReadHash(settings[i].Hash, key, problems);
            if (ring._keys.Any(other => CryptographicOperations.FixedTimeEquals(other.Hash, hash)))
            {
                problems.Add($"{key}:Hash is that of another key too: give every holder a key of their own");
            }

            if (problems.Count == before)
            {
                ring._keys.Add((hash, new Caller(settings[i].Name, role, CredentialKind.Key)));
            }
        }

        return ring;
    }

    /// <summary>The holder of a key, or null. Takes the same time whichever key it is.</summary>
    public Caller? Find(string presented)
    {
        Span<byte> hash = stackalloc byte[ApiKey.HashBytes];
        ApiKey.WriteHash(presented, hash);
        Caller? found = null;
        foreach (var key in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(key.Hash, hash))
            {
                found = key.Caller;
            }
        }

        return found;
    }

    // The value is not repeated: it may be the key itself, put there by mistake.
    private static byte[] ReadHash(string hash, string key, List<string> problems)
    {
        if (hash.Length == 2 * ApiKey.HashBytes && hash.All(char.IsAsciiHexDigit))
        {
            return Convert.FromHexString(hash);
        }

        problems.Add($"{key}:Hash must be the SHA-256 of the key as {2 * ApiKey.HashBytes} hex digits, it has {hash.Length} characters: printf %s \"$KEY\" | sha256sum");
        return [];
    }
}
