using System.Globalization;

namespace Canary.Gateway.Storage;

/// <summary>Sums what gateways reported of one rollout, and keeps counters as text.</summary>
internal sealed class EvidenceSums(string rollout)
{
    private readonly SortedDictionary<(int Step, int Share), (long[] Totals, long[] Failed)> _rows = [];

    /// <summary>The rows, by step and share.</summary>
    public IEnumerable<EvidenceRow> Rows =>
        _rows.Select(row => new EvidenceRow(rollout, row.Key.Step, row.Key.Share, row.Value.Totals, row.Value.Failed[0], row.Value.Failed[1]));

    /// <summary>Counters as text.</summary>
    public static string Write(IReadOnlyList<long> totals) => string.Join(' ', totals.Select(total => total.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Counters of a text; null where it is none.</summary>
    public static long[]? Read(string text)
    {
        var parts = text.Split(' ');
        var totals = new long[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out totals[i]))
            {
                return null;
            }
        }

        return totals;
    }

    /// <summary>Adds one run's counters.</summary>
    public void Add(int step, int share, long[] totals)
    {
        var (sums, failed) = RowOf(step, share);
        if (sums.Length < totals.Length)
        {
            Array.Resize(ref sums, totals.Length);
            _rows[(step, share)] = (sums, failed);
        }

        for (var i = 0; i < totals.Length; i++)
        {
            sums[i] += totals[i];
        }
    }

    /// <summary>Adds users that met an error.</summary>
    public void AddFailed(int step, int share, bool atBaseline, long users) => RowOf(step, share).Failed[atBaseline ? 1 : 0] += users;

    private (long[] Totals, long[] Failed) RowOf(int step, int share)
    {
        if (!_rows.TryGetValue((step, share), out var row))
        {
            _rows[(step, share)] = row = ([], new long[2]);
        }

        return row;
    }
}
