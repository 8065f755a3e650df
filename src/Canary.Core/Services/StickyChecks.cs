namespace Canary.Core.Services;

/// <summary>What must be true of the sources of sticky keys.</summary>
internal static class StickyChecks
{
    /// <summary>The most sources of a service.</summary>
    public const int MaxSources = 8;

    /// <summary>Checks all sources of a service.</summary>
    /// <param name="sources">The sources.</param>
    /// <param name="fail">Told the path below <c>sticky</c>, and what is wrong there.</param>
    public static void Check(IReadOnlyList<StickySourceConfig> sources, Action<string, string> fail)
    {
        if (Ranges.CountProblem(sources.Count, 0, MaxSources, "sources") is { } tooMany)
        {
            fail("", tooMany);
            return;
        }

        var seen = new HashSet<(StickyKind Kind, string Name)>();
        for (var i = 0; i < sources.Count; i++)
        {
            var (kind, name) = sources[i];

            // A single source is written without a list.
            var path = sources.Count == 1 ? "" : $"[{i}]";
            if (NameProblem(kind, name) is { } problem)
            {
                fail($"{path}.{EnumNames<StickyKind>.Of(kind)}", problem);
            }
            else if (!seen.Add((kind, kind == StickyKind.Header ? name.ToLowerInvariant() : name)))
            {
                fail($"{path}.{EnumNames<StickyKind>.Of(kind)}", kind == StickyKind.Ip ? "is listed already." : $"is {Quoted.Text(name)}, which is listed already.");
            }
        }
    }

    private static string? NameProblem(StickyKind kind, string name) => kind switch
    {
        StickyKind.Ip => null,
        StickyKind.Claim => PlainText.Problem(name, 1, ConditionChecks.MaxNameLength),
        _ => PlainText.TokenProblem(name, ConditionChecks.MaxNameLength),
    };
}
