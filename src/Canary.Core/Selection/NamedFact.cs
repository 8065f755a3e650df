using Canary.Core.Services;

namespace Canary.Core.Selection;

/// <summary>A named value that a service's rules or sticky key ask for.</summary>
/// <param name="Source">Where to look.</param>
/// <param name="Name">Headers in any case, all else in exact case.</param>
/// <param name="Slot">The place in the service's <see cref="HeaderTable"/> of the header that has it; -1 where it is not in a header or the service has no table.</param>
public sealed record NamedFact(FactSource Source, string Name, int Slot = -1)
{
    /// <summary>The name of the header that the value is in; null for the query.</summary>
    internal string? Header => Source switch
    {
        FactSource.Header => Name,
        FactSource.Cookie => "Cookie",
        FactSource.Claim => "Authorization",
        _ => null,
    };

    /// <summary>The value that a sticky source asks for; without meaning for an address.</summary>
    public static NamedFact Of(StickySourceConfig source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new NamedFact(
            source.Kind switch
            {
                StickyKind.Header => FactSource.Header,
                StickyKind.Claim => FactSource.Claim,
                _ => FactSource.Cookie,
            },
            source.Name);
    }
}
