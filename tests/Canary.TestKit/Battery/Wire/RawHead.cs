namespace Canary.TestKit.Battery.Wire;

/// <summary>Reads the text of a message's head.</summary>
public static class RawHead
{
    /// <summary>The values of a header, one for each line; names are compared without case.</summary>
    public static IReadOnlyList<string> Values(string head, string name) =>
    [
        .. head.Split("\r\n").Skip(1)
            .Where(line => line.IndexOf(':', StringComparison.Ordinal) == name.Length && line.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            .Select(line => line[(name.Length + 1)..].Trim(' ', '\t')),
    ];
}
