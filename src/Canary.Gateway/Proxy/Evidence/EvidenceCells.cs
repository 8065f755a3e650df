using Canary.Core.Analysis;

namespace Canary.Gateway.Proxy.Evidence;

/// <summary>Which counter of an <see cref="EvidenceEpoch"/> is where: those of the variant, those of the baseline, and those of both.</summary>
internal static class EvidenceCells
{
    /// <summary>Counters of one side: requests, errors, errors without a user, draws, and durations by bucket.</summary>
    public static readonly int SideCells = FirstDuration + LatencyEdges.Buckets;

    /// <summary>Counters of both sides, then those of compared answers: all, and those that differed.</summary>
    public static readonly int AllCells = (2 * SideCells) + 2;

    /// <summary>Requests that ended.</summary>
    public const int Requests = 0;

    /// <summary>Those of them that failed.</summary>
    public const int Errors = 1;

    /// <summary>Errors without a sticky key.</summary>
    public const int ErrorsWithoutUser = 2;

    /// <summary>Requests whose variant was drawn anew.</summary>
    public const int Draws = 3;

    /// <summary>The first bucket of durations.</summary>
    public const int FirstDuration = 4;

    /// <summary>Answers that were compared.</summary>
    public static readonly int Comparisons = 2 * SideCells;

    /// <summary>Those of them that differ.</summary>
    public static readonly int Different = Comparisons + 1;

    /// <summary>Requests that a limit let go to the variant.</summary>
    public static readonly int Admitted = Different + 1;

    /// <summary>Requests that a limit turned away.</summary>
    public static readonly int TurnedAway = Admitted + 1;

    /// <summary>What was counted of one side.</summary>
    /// <param name="cells">Sums as <see cref="EvidenceEpoch.Read"/> gives them, or longer.</param>
    /// <param name="isBaseline">Which side.</param>
    /// <param name="failedUsers">How many users met an error there.</param>
    public static SideCounts SideOf(IReadOnlyList<long> cells, bool isBaseline, long failedUsers)
    {
        var first = isBaseline ? SideCells : 0;
        return new SideCounts(
            cells[first + Requests],
            cells[first + Errors],
            cells[first + ErrorsWithoutUser] + failedUsers,
            cells[first + Draws],
            [.. cells.Skip(first + FirstDuration).Take(LatencyEdges.Buckets)]);
    }

    /// <summary>What was counted of compared answers; zeros where a gateway knows nothing of them yet.</summary>
    /// <param name="cells">Sums as <see cref="EvidenceEpoch.Read"/> gives them, or longer.</param>
    public static ComparedCounts ComparedOf(IReadOnlyList<long> cells) =>
        cells.Count < AllCells ? default : new ComparedCounts(cells[Comparisons], cells[Different]);

    /// <summary>Whether a cell counts draws.</summary>
    public static bool IsDraws(int cell) => cell < Comparisons && cell % SideCells == Draws;
}
