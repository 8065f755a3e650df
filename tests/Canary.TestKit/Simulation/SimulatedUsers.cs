namespace Canary.TestKit.Simulation;

/// <summary>Users with sticky keys: how much each sends is spread by a Pareto law up to a thousand times, two in a hundred meet an error in three requests, and one in ten is slow.</summary>
internal sealed class SimulatedUsers
{
    private const int Count = 20_000;

    private readonly double[] _place = new double[Count];
    private readonly double[] _errorTimes = new double[Count];
    private readonly bool[] _isSlow = new bool[Count];
    private readonly bool[] _failed = new bool[Count];
    private readonly bool[] _timed = new bool[Count];
    private readonly AliasTable _activity;

    /// <summary>Users that a seed decides.</summary>
    public SimulatedUsers(SimulatedRandom random)
    {
        var activity = new double[Count];
        for (var user = 0; user < Count; user++)
        {
            activity[user] = Math.Min(1_000, Math.Pow(1 - random.Next(), -1 / 1.1));
            _place[user] = random.Next();
            _errorTimes[user] = random.Next() < 0.02 ? 66 : 0.5;
            _isSlow[user] = random.Next() < 0.1;
        }

        _activity = new AliasTable(activity);
    }

    /// <summary>Who sends the next request.</summary>
    public int Next(SimulatedRandom random) => _activity.Draw(random);

    /// <summary>Whether a user belongs to the canary at a share.</summary>
    public bool IsCanary(int user, double share) => _place[user] < share;

    /// <summary>A user's error rate where the service has <paramref name="rate"/>.</summary>
    public double ErrorRate(int user, double rate) => Math.Min(1, rate * _errorTimes[user]);

    /// <summary>The bucket of a user's request.</summary>
    public int BucketOf(int user, int bucket) => Math.Min(bucket + (_isSlow[user] ? 3 : 0), Canary.Core.Analysis.LatencyEdges.Buckets - 1);

    /// <summary>Whether this is the user's first error in the rollout.</summary>
    public bool IsFirstError(int user) => IsFirst(_failed, user);

    /// <summary>Whether this is the user's first request in the rollout, whose duration counts.</summary>
    public bool IsTimed(int user) => IsFirst(_timed, user);

    private static bool IsFirst(bool[] seen, int user)
    {
        var isFirst = !seen[user];
        seen[user] = true;
        return isFirst;
    }
}
