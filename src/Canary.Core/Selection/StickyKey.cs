namespace Canary.Core.Selection;

/// <summary>Finds the sticky key of a request: that of the first source which has one.</summary>
public static class StickyKey
{
    /// <summary>The user behind a request: 64 bits of its sticky key, the same on every gateway.</summary>
    /// <param name="service">The service that the request belongs to.</param>
    /// <param name="facts">The request.</param>
    /// <param name="user">The user; without meaning where there is none.</param>
    /// <returns>False where the request brings no key; one that selection has just issued was not brought.</returns>
    public static bool TryFindUser(ServiceSnapshot service, RequestFacts facts, out long user)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(facts);
        Span<char> room = stackalloc char[StickySource.AddressLength];
        var found = Find(service.Sticky, facts, room, out var key) >= 0;
        user = found ? unchecked((long)service.Choice.HashOf(key)) : 0;
        return found;
    }

    /// <summary>The index of the first source that has a key, or -1.</summary>
    /// <param name="sources">Where to look, in order.</param>
    /// <param name="facts">The request.</param>
    /// <param name="room"><see cref="StickySource.AddressLength"/> characters that the key may be written to.</param>
    /// <param name="key">The key, valid until the next question to <paramref name="facts"/>.</param>
    internal static int Find(StickySource[] sources, RequestFacts facts, Span<char> room, out ReadOnlySpan<char> key)
    {
        for (var i = 0; i < sources.Length; i++)
        {
            if (sources[i].TryGetKey(facts, room, out key))
            {
                return i;
            }
        }

        key = default;
        return -1;
    }
}
