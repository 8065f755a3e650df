namespace Canary.Gateway.Admin.Login;

/// <summary>Sessions that were logged out of before their time, so that a copy of their cookie is of no use. Safe for concurrent use; bounded.</summary>
/// <param name="time">The clock of their ends.</param>
internal sealed class EndedSessions(TimeProvider time)
{
    /// <summary>How many are remembered; beyond that the one that would end first is forgotten.</summary>
    public const int Capacity = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _ends = new(StringComparer.Ordinal);

    /// <summary>Remembers a session until it would have ended anyway.</summary>
    public void Add(string id, DateTimeOffset end)
    {
        lock (_lock)
        {
            if (_ends.Count >= Capacity)
            {
                MakeRoom_NeedsLock();
            }

            _ends[id] = end;
        }
    }

    /// <summary>Whether a session was ended.</summary>
    public bool Has(string id)
    {
        lock (_lock)
        {
            return _ends.ContainsKey(id);
        }
    }

    private void MakeRoom_NeedsLock()
    {
        var now = time.GetUtcNow();
        foreach (var (id, end) in _ends)
        {
            if (end <= now)
            {
                _ends.Remove(id);
            }
        }

        if (_ends.Count >= Capacity)
        {
            _ends.Remove(_ends.MinBy(pair => pair.Value).Key);
        }
    }
}
