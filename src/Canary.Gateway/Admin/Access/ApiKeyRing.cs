using System.Security.Cryptography;
using System.Text;

namespace Canary.Gateway.Admin.Access;

/// <summary>The API keys that are accepted. Holds hashes only; safe for concurrent use, as it never changes.</summary>
internal sealed class ApiKeyRing
{
    private const int MaxNameLength = 100;

    private readonly List<(byte[] Hash, Caller Caller)> _keys = [];

    private ApiKeyRing()
    {
    }

    /// <summary>Whether there are none: the listener is open.</summary>
    public bool IsEmpty => _keys.Count == 0;

    /// <summary>Reads the settings, and adds one line to <paramref name="problems"/> for everything that is wrong with them.</summary>
    public static ApiKeyRing Read(IList<ApiKeyOptions> settings, List<string> problems)
    {
        var ring = new ApiKeyRing();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < settings.Count; i++)
        {
            var key = $"Canary:Admin:ApiKeys:{i}";
            var before = problems.Count;
            CheckName(settings[i].Name, key, names, problems);
            var role = ReadRole(settings[i].Role, key, problems);
            var hash = ReadHash(settings[i].Hash, key, problems);
            if (ring._keys.Any(other => CryptographicOperations.FixedTimeEquals(other.Hash, hash)))
            {
                problems.Add($"{key}:Hash is that of another key too: give every holder a key of their own");
            }

            if (problems.Count == before)
            {
                ring._keys.Add((hash, new Caller(settings[i].Name, role)));
            }
        }

        return ring;
    }

    /// <summary>The holder of a key, or null. Takes the same time whichever key it is.</summary>
    public Caller? Find(string presented)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(presented), hash);
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

    private static void CheckName(string name, string key, HashSet<string> names, List<string> problems)
    {
        if (name.Length is 0 or > MaxNameLength || name.Any(char.IsControl))
        {
            problems.Add($"{key}:Name must be 1 to {MaxNameLength} printable characters, it has {name.Length}: give the holder a name, audit and history show it");
        }
        else if (!names.Add(name))
        {
            problems.Add($"{key}:Name is '{name}', as another key's: names must be unique, so that audit and history tell holders apart");
        }
    }

    private static AdminRole ReadRole(string role, string key, List<string> problems)
    {
        foreach (var known in Enum.GetValues<AdminRole>())
        {
            if (string.Equals(role, known.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                return known;
            }
        }

        problems.Add($"{key}:Role is '{role}': it must be viewer, operator or admin");
        return default;
    }

    // The value is not repeated: it may be the key itself, put there by mistake.
    private static byte[] ReadHash(string hash, string key, List<string> problems)
    {
        if (hash.Length == 2 * SHA256.HashSizeInBytes && hash.All(char.IsAsciiHexDigit))
        {
            return Convert.FromHexString(hash);
        }

        problems.Add($"{key}:Hash must be the SHA-256 of the key as {2 * SHA256.HashSizeInBytes} hex digits, it has {hash.Length} characters: printf %s \"$KEY\" | sha256sum");
        return [];
    }
}
