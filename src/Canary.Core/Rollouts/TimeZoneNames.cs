using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security;
using Canary.Core.Services;

namespace Canary.Core.Rollouts;

/// <summary>Time zones by their IANA names, out of the machine's time zone database (<c>tzdata</c>).</summary>
internal static class TimeZoneNames
{
    private const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-");

    /// <summary>What is wrong with a name, or null.</summary>
    public static string? Problem(string name) => TryFind(name, out _)
        ? null
        : $"must be the IANA name of a time zone that this machine's time zone database has, such as Europe/Berlin or UTC, but is {Quoted.Text(name)}.";

    /// <summary>The zone of a name, in its exact case.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = null;
        // right/… counts leap seconds, which no clock here does; localtime is another zone on another machine.
        if (name.Length is 0 or > MaxLength || name.AsSpan().ContainsAnyExcept(Allowed)
            || name.StartsWith("right/", StringComparison.OrdinalIgnoreCase) || name.StartsWith("posix", StringComparison.OrdinalIgnoreCase)
            || name.Equals("localtime", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        try
        {
            zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        }
        catch (Exception problem) when (problem is TimeZoneNotFoundException or InvalidTimeZoneException or SecurityException or UnauthorizedAccessException)
        {
            return false;
        }

        // The framework finds a zone in any case once it has been found; files are in one case only.
        return zone.Id == name;
    }
}
