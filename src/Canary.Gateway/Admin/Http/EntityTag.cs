using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Canary.Gateway.Admin.Http;

/// <summary>A service's revision as HTTP has it: a strong entity tag, the number in quotes.</summary>
internal static class EntityTag
{
    /// <summary>What stands for a tag that is well-formed but was never given out: it matches no revision.</summary>
    public const long NoRevision = -1;

    /// <summary>As <c>"42"</c>, quotes included.</summary>
    public static string Of(long revision) => string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");

    /// <summary>The revision that a tag names, or <see cref="NoRevision"/>.</summary>
    public static long RevisionOf(EntityTagHeaderValue tag) =>
        long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) && revision > 0 && tag.Tag == Of(revision)
            ? revision
            : NoRevision;
}
