namespace Canary.Gateway.Admin.Access;

/// <summary>Roles as settings and answers write them.</summary>
internal static class RoleNames
{
    /// <summary>As <c>operator</c>.</summary>
    public static string Of(AdminRole role) => role.ToString().ToLowerInvariant();

    /// <summary>Reads a setting, and adds a line to <paramref name="problems"/> where it is no role.</summary>
    /// <param name="role">The setting's value.</param>
    /// <param name="key">The section that has it as <c>Role</c>.</param>
    /// <param name="problems">Gets the problem.</param>
    public static AdminRole Read(string role, string key, List<string> problems)
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
}
