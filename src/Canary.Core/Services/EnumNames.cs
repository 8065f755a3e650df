using System.Text.Json;

namespace Canary.Core.Services;

/// <summary>The names that the values of an enumeration have in documents: those of the code in camelCase, as <c>roundRobin</c>.</summary>
internal static class EnumNames<T>
    where T : struct, Enum
{
    private static readonly T[] Values = Enum.GetValues<T>();

    /// <summary>All names, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Values.Select(value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()))];

    /// <summary>The name of a value.</summary>
    public static string Of(T value) => All[Array.IndexOf(Values, value)];

    /// <summary>The value of a name, in exact case.</summary>
    public static bool TryParse(string name, out T value)
    {
        for (var i = 0; i < Values.Length; i++)
        {
            if (string.Equals(All[i], name, StringComparison.Ordinal))
            {
                value = Values[i];
                return true;
            }
        }

        value = default;
        return false;
    }
}
