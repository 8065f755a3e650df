using System.Diagnostics;

namespace Canary.TestKit.Fuzzing;

/// <summary>Lets a target read input after input: the corpus as it is, then mutations of it and of what generators make. The same seed gives the same inputs.</summary>
/// <remarks>
/// An input is slow that computes for more than <see cref="TooSlow"/> each of several times: neither a busy machine nor a collection of garbage does that.
/// One that does not end at all is noticed by <see cref="RunWatched"/>.
/// </remarks>
internal sealed class FuzzRun(FuzzTarget target, int seed, TimeSpan? tooSlow = null)
{
    /// <summary>How long the reading of one input may compute, where nothing else is said.</summary>
    public static readonly TimeSpan TooSlow = TimeSpan.FromMilliseconds(100);

    private const int Repetitions = 8;
    private const int MaxFindings = 5;

    // For one that never ends, on a machine that does something else meanwhile.
    private static readonly TimeSpan Hangs = TimeSpan.FromSeconds(60);

    private readonly TimeSpan _tooSlow = tooSlow ?? TooSlow;
    private readonly List<FuzzFinding> _findings = [];
    private readonly HashSet<string> _kinds = [];
    private volatile Reading? _current;

    /// <summary>What was found so far; each kind once, at most five.</summary>
    public IReadOnlyList<FuzzFinding> Findings => _findings;

    /// <summary>Inputs that were read.</summary>
    public long Inputs { get; private set; }

    /// <summary>What to say of an input whose reading does not end; empty where there is none.</summary>
    public string Hanging() => _current is { } current ? $"{new FuzzFinding(target.Name, seed, Inputs, current.Input, "its reading does not end")}" : "";

    /// <summary>As <see cref="Run"/>, on a thread of its own.</summary>
    /// <returns>False where the reading of an input does not end (<see cref="Hanging"/>); the thread is left behind then.</returns>
    public bool RunWatched(long iterations, Func<bool> stops)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Run(iterations, stops);
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        })
        { IsBackground = true };
        thread.Start();
        while (!thread.Join(TimeSpan.FromMilliseconds(200)))
        {
            if (_current is { } current && Stopwatch.GetElapsedTime(current.Since) > Hangs)
            {
                return false;
            }
        }

        return failure is null ? true : throw new InvalidOperationException($"Fuzzing '{target.Name}' failed by itself.", failure);
    }

    /// <summary>Reads the corpus, then so many mutations, or until told to stop.</summary>
    public void Run(long iterations, Func<bool> stops)
    {
        var corpus = FuzzCorpus.Of(target.Name);
        foreach (var input in corpus)
        {
            Read(input, -1);
        }

        // 100 made by generators for every 5,000 mutations, so that a long run sees ever new ones.
        List<byte[]> inputs = [.. corpus];
        for (var i = 0L; i < iterations && _findings.Count < MaxFindings && !stops(); i++)
        {
            if (i % 5_000 == 0)
            {
                inputs = [.. corpus, .. target.Generate(unchecked(seed + (int)(i / 5_000)))];
            }

            var random = new Random(unchecked((int)(seed * 2_654_435_761L + i * 40_503L)));
            var mutation = new FuzzMutation(random, target.Words);
            Read(mutation.Of(inputs[random.Next(inputs.Count)], inputs[random.Next(inputs.Count)]), i);
        }
    }

    private void Read(byte[] input, long iteration)
    {
        Inputs++;
        if (ProblemOf(input) is not { } problem || !_kinds.Add(KindOf(problem)))
        {
            return;
        }

        var smallest = FuzzShrinker.Shrink(input, smaller => ProblemOf(smaller) is { } other && KindOf(other) == KindOf(problem));
        _findings.Add(new FuzzFinding(target.Name, seed, iteration, smallest, ProblemOf(smallest) ?? problem));
    }

    private string? ProblemOf(byte[] input)
    {
        for (var i = 0; ; i++)
        {
            var began = ThreadTime.Now;
            _current = new Reading(input, Stopwatch.GetTimestamp());
            try
            {
                target.Read(input);
            }
            catch (FuzzFailure failure)
            {
                return failure.Message;
            }
            catch (Exception crash)
            {
                return $"crash: {crash}";
            }
            finally
            {
                _current = null;
            }

            var took = ThreadTime.Now - began;
            if (took <= _tooSlow)
            {
                return null;
            }

            if (i == Repetitions)
            {
                return $"slow: takes {took.TotalMilliseconds:0} ms, more than {_tooSlow.TotalMilliseconds:0} ms, {Repetitions + 1} times";
            }
        }
    }

    // What differs from input to input is left out: texts in quotes, and numbers.
    private static string KindOf(string problem)
    {
        var line = problem.Split('\n') is [var first, .. var rest] ? first + rest.FirstOrDefault(l => l.Contains("Canary.", StringComparison.Ordinal)) : problem;
        return string.Concat(line.Split('\'').Where((_, i) => i % 2 == 0)).Replace(" ", "", StringComparison.Ordinal) is var kind
            ? new string([.. kind.Where(c => !char.IsDigit(c))])
            : "";
    }

    private sealed record Reading(byte[] Input, long Since);
}
