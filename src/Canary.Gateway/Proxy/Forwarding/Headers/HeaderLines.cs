using Canary.Core.Selection;
using Microsoft.Extensions.Primitives;

namespace Canary.Gateway.Proxy.Forwarding.Headers;

/// <summary>The lines of a request's headers that a service's selection reads, found in one pass where it reads several.</summary>
/// <remarks>Used by one thread; its arrays are kept from request to request.</remarks>
internal sealed class HeaderLines
{
    private KeyValuePair<string, StringValues>[] _all = [];
    private StringValues[] _bySlot = [];
    private int _count;
    private int _slots;

    /// <summary>Finds all lines of <paramref name="table"/>.</summary>
    public void Read(HeaderTable table, IHeaderDictionary headers)
    {
        var count = headers.Count;
        if (_all.Length < count || _bySlot.Length < table.Count)
        {
            _all = new KeyValuePair<string, StringValues>[Math.Max(64, count)];
            _bySlot = new StringValues[Math.Max(16, table.Count)];
        }

        headers.CopyTo(_all, 0);
        _count = count;
        _slots = table.Count;
        foreach (ref readonly var header in _all.AsSpan(0, count))
        {
            var slot = table.Find(header.Key);
            if (slot >= 0)
            {
                _bySlot[slot] = header.Value;
            }
        }
    }

    /// <summary>The lines of the header that has a value.</summary>
    public StringValues Of(NamedFact fact, IHeaderDictionary headers) =>
        _slots > 0 ? _bySlot[fact.Slot]
        : fact.Header is { } name ? headers[name]
        : StringValues.Empty;

    /// <summary>Lets go of the request.</summary>
    public void Forget()
    {
        if (_slots > 0)
        {
            Array.Clear(_all, 0, _count);
            Array.Clear(_bySlot, 0, _slots);
            (_count, _slots) = (0, 0);
        }
    }
}
