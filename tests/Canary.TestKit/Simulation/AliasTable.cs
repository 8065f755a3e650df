namespace Canary.TestKit.Simulation;

/// <summary>Draws an index by its weight, in the same time for any number of them. Algorithm: Vose's alias method.</summary>
public sealed class AliasTable
{
    private readonly double[] _keep;
    private readonly int[] _other;

    /// <summary>Prepares the draw.</summary>
    /// <param name="weights">0 or more, in sum above 0.</param>
    public AliasTable(IReadOnlyList<double> weights)
    {
        var (count, sum) = (weights.Count, weights.Sum());
        _keep = [.. weights.Select(weight => weight * count / sum)];
        _other = [.. Enumerable.Range(0, count)];
        var (small, large) = (new Stack<int>(), new Stack<int>());
        for (var i = 0; i < count; i++)
        {
            (_keep[i] < 1 ? small : large).Push(i);
        }

        while (small.TryPop(out var less) && large.TryPop(out var more))
        {
            _other[less] = more;
            _keep[more] -= 1 - _keep[less];
            (_keep[more] < 1 ? small : large).Push(more);
        }
    }

    /// <summary>An index.</summary>
    public int Draw(SimulatedRandom random)
    {
        var place = random.Next() * _keep.Length;
        var index = (int)place;
        return place - index < _keep[index] || _other[index] == index ? index : _other[index];
    }
}
