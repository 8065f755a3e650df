using System.Text.Json;
using Canary.Gateway.Admin.Access;

namespace Canary.Gateway.Admin.Oidc;

/// <summary>Makes a caller's name and role from claims.</summary>
/// <remarks>
/// Names begin with <c>oidc:</c>, so that whoever may choose a name at the provider can't pass for the holder of an API key,
/// in the audit or as a gate's approver.
/// </remarks>
internal sealed class CallerClaims
{
    /// <summary>What the names of the provider's accounts begin with.</summary>
    public const string NamePrefix = "oidc:";

    private const string Key = "Canary:Admin:Oidc";
    private const int MaxNameLength = 95;

    private static readonly string[] ListsInOneText = ["scope", "scp"];

    private readonly string _nameClaim;
    private readonly string _roleClaim;
    private readonly Dictionary<string, AdminRole> _roles = new(StringComparer.Ordinal);

    private CallerClaims(string nameClaim, string roleClaim) => (_nameClaim, _roleClaim) = (nameClaim, roleClaim);

    /// <summary>The claim that has roles.</summary>
    public string RoleClaim => _roleClaim;

    /// <summary>Reads the settings, and adds one line to <paramref name="problems"/> for everything that is wrong with them.</summary>
    public static CallerClaims Read(OidcOptions options, List<string> problems)
    {
        foreach (var (name, value) in new[] { ("NameClaim", options.NameClaim), ("RoleClaim", options.RoleClaim) })
        {
            if (value.Length is 0 or > 200 || value.Any(char.IsControl))
            {
                problems.Add($"{Key}:{name} is '{value}': it must be the name of a claim, 1 to 200 printable characters");
            }
        }

        var claims = new CallerClaims(options.NameClaim, options.RoleClaim);
        var any = options.Roles.Viewer.Count + options.Roles.Operator.Count + options.Roles.Admin.Count > 0;
        claims.Add(AdminRole.Viewer, options.Roles.Viewer, any, problems);
        claims.Add(AdminRole.Operator, options.Roles.Operator, any, problems);
        claims.Add(AdminRole.Admin, options.Roles.Admin, any, problems);
        return claims;
    }

    /// <summary>The caller's name, or null where the claim is missing or can't be a name.</summary>
    public string? NameIn(JsonElement claims) =>
        Find(claims, _nameClaim) is { ValueKind: JsonValueKind.String } claim
        && claim.GetString()!.Trim() is { Length: > 0 and <= MaxNameLength } name && !name.Any(c => char.IsControl(c) || char.IsSurrogate(c))
            ? NamePrefix + name
            : null;

    /// <summary>Whether the role claim is there at all.</summary>
    public bool HasRolesIn(JsonElement claims) => Find(claims, _roleClaim) is not null;

    /// <summary>The highest role that the claims give, or null for none.</summary>
    public AdminRole? RoleIn(JsonElement claims)
    {
        AdminRole? highest = null;
        foreach (var value in ValuesIn(claims))
        {
            if (_roles.TryGetValue(value, out var role) && (highest is null || role > highest))
            {
                highest = role;
            }
        }

        return highest;
    }

    /// <summary>What went wrong with the name, for the caller.</summary>
    public string NameProblem => $"Its claim '{_nameClaim}' is missing, or is no name of 1 to {MaxNameLength} printable characters.";

    // With values for one role given, the defaults of the others would be a surprise.
    private void Add(AdminRole role, IList<string> values, bool areGiven, List<string> problems)
    {
        var names = areGiven ? values : [role.ToString().ToLowerInvariant()];
        foreach (var value in names)
        {
            if (value.Length == 0)
            {
                problems.Add($"{Key}:Roles:{role} has an empty value: it must be a value of the claim '{_roleClaim}'");
            }
            else if (!_roles.TryAdd(value, role))
            {
                problems.Add($"{Key}:Roles:{role} has '{value}', which is listed already: a value must give one role");
            }
        }
    }

    private IEnumerable<string> ValuesIn(JsonElement claims) => Find(claims, _roleClaim) switch
    {
        // Only scopes are lists in one text: a group may have a space in its name, and its parts are not groups.
        { ValueKind: JsonValueKind.String } text when ListsInOneText.Contains(_roleClaim) => text.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        { ValueKind: JsonValueKind.String } text => [text.GetString()!],
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!),
        _ => [],
    };

    // A claim's own name may have dots, as those that are URLs do: it goes before a path.
    private static JsonElement? Find(JsonElement claims, string name)
    {
        if (claims.TryGetProperty(name, out var whole))
        {
            return whole;
        }

        var at = claims;
        foreach (var step in name.Split('.'))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(step, out at))
            {
                return null;
            }
        }

        return at;
    }
}
