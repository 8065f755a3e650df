using System.Text.Json;

namespace Canary.Core.Services;

/// <summary>Reads what makes a user recognisable: one source as an object, several as a list of them.</summary>
internal static class StickyReader
{
    /// <summary>Reads the sources.</summary>
    public static IReadOnlyList<StickySourceConfig> Read(DocumentCursor at) => at.Element.ValueKind switch
    {
        JsonValueKind.Object => [ReadSource(at)],
        JsonValueKind.Array => at.List(ReadSource),
        _ => at.Refuse<IReadOnlyList<StickySourceConfig>>("an object with one source, or a list of them", []),
    };

    private static StickySourceConfig ReadSource(DocumentCursor at)
    {
        string[] kinds = [.. EnumNames<StickyKind>.All];
        var fields = at.Fields(kinds);
        var present = kinds.Where(fields.Has).ToArray();
        if (present is [var kind] && EnumNames<StickyKind>.TryParse(kind, out var source))
        {
            return new StickySourceConfig(source, fields.Required(kind, c => source == StickyKind.Ip ? ReadIp(c) : c.Text(), ""));
        }

        if (at.Element.ValueKind == JsonValueKind.Object)
        {
            at.Errors.Add(at.Path, $"must have exactly one of {string.Join(", ", kinds)}, but has {(present.Length == 0 ? "none of them" : string.Join(" and ", present))}; several sources go in a list.");
        }

        return new StickySourceConfig(StickyKind.Ip);
    }

    private static string ReadIp(DocumentCursor at) => at.Element.ValueKind == JsonValueKind.True ? "" : at.Refuse("true", "");
}
