using System.Buffers.Text;
using System.Security.Cryptography;
using Canary.Core.Services;

namespace Canary.Gateway.Admin.Login;

/// <summary>The settings of the login, checked.</summary>
/// <param name="ClientId">What the provider knows the console by.</param>
/// <param name="ClientSecret">Its secret, or null for a public client.</param>
/// <param name="Scopes">The scopes that are asked for, separated by spaces.</param>
/// <param name="SessionKeys">Secrets that seal the cookies; the first seals, all open.</param>
/// <param name="IdleTimeout">How long a session lasts without a request.</param>
/// <param name="Lifetime">How long it lasts at most.</param>
/// <param name="Address">Where browsers reach the listener.</param>
internal sealed record LoginSettings(
    string ClientId, string? ClientSecret, string Scopes, IReadOnlyList<string> SessionKeys, TimeSpan IdleTimeout, TimeSpan Lifetime, ConsoleAddress Address)
{
    private const string Key = "Canary:Admin:Oidc:Login";
    private const int MinKeyLength = 32;

    private static readonly string[] DefaultScopes = ["openid", "profile"];

    /// <summary>Reads the settings, and adds one line to <paramref name="problems"/> for everything that is wrong with them.</summary>
    /// <returns>Null where nobody can log in, or something is wrong.</returns>
    public static LoginSettings? Read(AdminOptions admin, AdminListeners listeners, List<string> problems)
    {
        var (options, before) = (admin.Oidc.Login, problems.Count);
        if (string.IsNullOrEmpty(options.ClientId))
        {
            if (!string.IsNullOrEmpty(options.ClientSecret) || options.SessionKeys.Count > 0)
            {
                problems.Add($"{Key}:ClientId is not set, but other settings of {Key} are: it must be what the provider knows the console by");
            }

            return null;
        }

        var address = ConsoleAddress.Read(admin.PublicUrl, listeners, problems);
        CheckRange("IdleTimeout", options.IdleTimeout, TimeSpan.FromMinutes(1), TimeSpan.FromHours(24), problems);
        CheckRange("Lifetime", options.Lifetime, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7), problems);
        foreach (var scope in options.Scopes.Where(scope => scope.Length == 0 || scope.Any(c => c is <= ' ' or '"' or '\\' or > '~')))
        {
            problems.Add($"{Key}:Scopes has '{scope}': it must be a scope, of printable ASCII characters without spaces");
        }

        for (var i = 0; i < options.SessionKeys.Count; i++)
        {
            if (options.SessionKeys[i].Length < MinKeyLength)
            {
                problems.Add($"{Key}:SessionKeys:{i} has {options.SessionKeys[i].Length} characters: it must have at least {MinKeyLength}, best random ones");
            }
        }

        IEnumerable<string> scopes = options.Scopes.Count == 0 ? DefaultScopes : options.Scopes.Prepend("openid").Distinct();
        IReadOnlyList<string> keys = options.SessionKeys.Count > 0 ? [.. options.SessionKeys] : [Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(MinKeyLength))];
        return problems.Count > before
            ? null
            : new LoginSettings(options.ClientId, string.IsNullOrEmpty(options.ClientSecret) ? null : options.ClientSecret, string.Join(' ', scopes), keys, options.IdleTimeout, options.Lifetime, address!);
    }

    private static void CheckRange(string name, TimeSpan value, TimeSpan least, TimeSpan most, List<string> problems)
    {
        if (value < least || value > most)
        {
            problems.Add($"{Key}:{name} is {Duration.Format(value)}: it must be {Duration.Format(least)} to {Duration.Format(most)}");
        }
    }
}
