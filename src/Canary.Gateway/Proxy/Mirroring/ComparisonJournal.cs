using Canary.Core.Comparison;

namespace Canary.Gateway.Proxy.Mirroring;

/// <summary>What comparing a service's answers found: where the baseline differs from itself, and the last differences beyond that.</summary>
/// <remarks>Written by copies that end, read by the admin API; both hold the lock, but not while they compare.</remarks>
internal sealed class ComparisonJournal(TimeProvider time)
{
    private const int MostFound = 20;
    private const int MostLearned = 100;

    /// <summary>How many comparisons of the baseline with itself come first, as before them everything that always differs looks like a fault.</summary>
    private const int LearnedFirst = 20;

    private readonly Lock _lock = new();
    private readonly NoiseMemory _noise = new();
    private readonly Queue<FoundDifference> _found = new();
    private int _learned;

    /// <summary>Whether so little is known of noise that every copy should tell.</summary>
    public bool IsNew => Volatile.Read(ref _learned) < LearnedFirst;

    /// <summary>Places that differ between two answers of the baseline.</summary>
    public IReadOnlyList<string> Noise
    {
        get
        {
            lock (_lock)
            {
                _noise.At(time.GetUtcNow());
                return _noise.Patterns;
            }
        }
    }

    /// <summary>The last differences, the latest first.</summary>
    public IReadOnlyList<FoundDifference> Found
    {
        get
        {
            lock (_lock)
            {
                return [.. _found.Reverse()];
            }
        }
    }

    /// <summary>The baseline answered twice: what differs is noise.</summary>
    public void Learn(AnswerComparison comparison, ComparableAnswer one, ComparableAnswer other)
    {
        var differences = comparison.Compare(one, other, PlaceSet.Empty, MostLearned).Differences;
        lock (_lock)
        {
            _noise.Learn(differences, time.GetUtcNow());
        }

        Interlocked.Increment(ref _learned);
    }

    /// <summary>Compares the answer to a copy.</summary>
    /// <param name="comparison">What is compared.</param>
    /// <param name="method">The request's method.</param>
    /// <param name="one">The answer that the client got.</param>
    /// <param name="other">The answer to the copy.</param>
    public ComparisonResult Compare(AnswerComparison comparison, string method, ComparableAnswer one, ComparableAnswer other)
    {
        PlaceSet noise;
        lock (_lock)
        {
            noise = _noise.At(time.GetUtcNow());
        }

        var outcome = comparison.Compare(one, other, noise);
        if (outcome.Result == ComparisonResult.Different)
        {
            lock (_lock)
            {
                _found.Enqueue(new FoundDifference(time.GetUtcNow(), method, outcome.Differences));
                if (_found.Count > MostFound)
                {
                    _found.Dequeue();
                }
            }
        }

        return outcome.Result;
    }
}

/// <summary>Answers that differed.</summary>
/// <param name="At">When that was found.</param>
/// <param name="Method">The request's method.</param>
/// <param name="Differences">Where they differ.</param>
internal sealed record FoundDifference(DateTimeOffset At, string Method, IReadOnlyList<Difference> Differences);
