using Canary.Gateway.Admin.Oidc;

namespace Canary.Gateway.Admin.Access;

/// <summary>The names that settings give to callers: unique, so that audit, history and approvers tell them apart.</summary>
internal sealed class CallerNames
{
    private const int MaxLength = 100;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Takes a name, and adds a line to <paramref name="problems"/> where it can't be had.</summary>
    /// <param name="name">The name.</param>
    /// <param name="key">The section of the settings that has it as <c>Name</c>.</param>
    /// <param name="problems">Gets the problem.</param>
    public void Take(string name, string key, List<string> problems)
    {
        if (name.Length is 0 or > MaxLength || name.Any(char.IsControl))
        {
            problems.Add($"{key}:Name must be 1 to {MaxLength} printable characters, it has {name.Length}: give the holder a name, audit and history show it");
        }
        else if (name.StartsWith(CallerClaims.NamePrefix, StringComparison.Ordinal))
        {
            problems.Add($"{key}:Name is '{name}': names that begin with '{CallerClaims.NamePrefix}' are those of the identity provider's accounts; give the holder another one");
        }
        else if (!_names.Add(name))
        {
            problems.Add($"{key}:Name is '{name}', as another holder's: names must be unique, so that audit and history tell holders apart");
        }
    }
}
