namespace Canary.Core.Services;

/// <summary>The form of names of services and variants: they stand in URLs, headers, metrics and keys of the store.</summary>
internal static class ServiceName
{
    /// <summary>The most characters.</summary>
    public const int MaxLength = 63;

    /// <summary>What is wrong with a name, or null.</summary>
    public static string? Problem(string name) =>
        name.Length is > 0 and <= MaxLength && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && name[0] != '-' && name[^1] != '-'
            ? null
            : $"must be named by 1 to {MaxLength} of a-z, 0-9 and '-', with a letter or digit at both ends, but is {Quoted.Text(name)}.";
}
