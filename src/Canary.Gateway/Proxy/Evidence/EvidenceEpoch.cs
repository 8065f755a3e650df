using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Proxy.Limits;
using Canary.Gateway.Telemetry;
using static Canary.Gateway.Proxy.Evidence.EvidenceCells;

namespace Canary.Gateway.Proxy.Evidence;

/// <summary>What this gateway counts of a rollout's requests under one split. Requests take no lock and allocate nothing.</summary>
/// <remarks>
/// Only requests whose variant the weights decided. With sticky keys one user's requests are no independent evidence: of errors the
/// users are remembered, so that the store can count each once, and of durations each user's first is taken.
/// </remarks>
internal sealed class EvidenceEpoch
{
    private readonly StripedCells _cells = new(TurnedAway + 1);
    private readonly int _canary;
    private readonly int _baseline;
    private readonly OncePerUser? _timed;
    private readonly UserClaims? _failed;

    /// <summary>Counters at zero.</summary>
    /// <param name="key">The split.</param>
    /// <param name="service">The service, which has a rollout.</param>
    /// <param name="part">The users whose durations this gateway takes.</param>
    /// <param name="before">The split before, or null; users whose durations were taken in the same rollout are known.</param>
    public EvidenceEpoch(EpochKey key, ServiceSnapshot service, UserPart part, EvidenceEpoch? before)
    {
        Key = key;
        ErrorCodes = service.ErrorCodes;
        _canary = Array.FindIndex(service.Variants, variant => variant.Name == service.State.Rollout!.Plan.Variant);
        _baseline = service.BaselineIndex;
        if (service.Config.Sticky.Count > 0)
        {
            _timed = before?.Key.Rollout == key.Rollout && before._timed is { } known ? known : new OncePerUser(part);
            _failed = new UserClaims();
        }
    }

    /// <summary>The split.</summary>
    public EpochKey Key { get; }

    /// <summary>Answers that count as errors.</summary>
    public StatusCodeSet ErrorCodes { get; }

    /// <summary>Whether a service counts here as well: the same split, variants and errors.</summary>
    public bool Fits(EpochKey key, ServiceSnapshot service) =>
        Key == key && ErrorCodes.Equals(service.ErrorCodes) && _timed is not null == service.Config.Sticky.Count > 0 && _baseline == service.BaselineIndex
        && _canary == Array.FindIndex(service.Variants, variant => variant.Name == service.State.Rollout!.Plan.Variant);

    /// <summary>How a request counts; to be given back when it ends.</summary>
    /// <param name="selection">Where it goes, and why.</param>
    /// <param name="isLimited">Whether the variant's exposure is limited.</param>
    public CountedRequest Begin(in VariantSelection selection, bool isLimited)
    {
        if (selection.Reason is not (SelectionReason.Weight or SelectionReason.Sticky))
        {
            if (selection.Reason == SelectionReason.Limit)
            {
                Interlocked.Increment(ref _cells.CurrentStripe()[TurnedAway]);
            }

            return default;
        }

        var how = selection.Variant == _canary ? CountedAs.Canary : selection.Variant == _baseline ? CountedAs.Baseline : CountedAs.None;
        if (how == CountedAs.None)
        {
            return default;
        }

        if (isLimited && how == CountedAs.Canary)
        {
            Interlocked.Increment(ref _cells.CurrentStripe()[Admitted]);
        }

        var hasUser = selection.StickySource >= 0;
        return new CountedRequest(
            selection.Bucket,
            how | (hasUser ? CountedAs.User : 0) | (!hasUser || selection.IssuedKey is not null ? CountedAs.Drawn : 0));
    }

    /// <summary>A request ended, and the client did not abort it.</summary>
    /// <param name="request">As it began.</param>
    /// <param name="failed">Whether it is an error.</param>
    /// <param name="duration">How long it took, in ticks; below 0: it has none that could be compared, as a WebSocket.</param>
    public void Ended(CountedRequest request, bool failed, long duration)
    {
        if (request.As == CountedAs.None)
        {
            return;
        }

        var isBaseline = (request.As & CountedAs.Baseline) != 0;
        var isUser = (request.As & CountedAs.User) != 0 && _failed is not null;
        var side = _cells.CurrentStripe().Slice(isBaseline ? SideCells : 0, SideCells);
        Interlocked.Increment(ref side[Requests]);
        if ((request.As & CountedAs.Drawn) != 0)
        {
            Interlocked.Increment(ref side[Draws]);
        }

        if (duration >= 0 && (!isUser || _timed!.Take(request.User)))
        {
            Interlocked.Increment(ref side[FirstDuration + DurationBuckets.IndexOf(duration)]);
        }

        if (failed)
        {
            Interlocked.Increment(ref side[Errors]);
            if (isUser)
            {
                _failed!.Add(FailedUser.Encode(request.User, isBaseline));
            }
            else
            {
                Interlocked.Increment(ref side[ErrorsWithoutUser]);
            }
        }
    }

    /// <summary>Answers of the baseline and of a variant to the same request were compared.</summary>
    /// <param name="variant">Index of the variant; nothing is counted where it is not the rollout's.</param>
    /// <param name="areDifferent">Whether they differ.</param>
    public void Compared(int variant, bool areDifferent)
    {
        if (variant != _canary)
        {
            return;
        }

        var cells = _cells.CurrentStripe();
        Interlocked.Increment(ref cells[Comparisons]);
        if (areDifferent)
        {
            Interlocked.Increment(ref cells[Different]);
        }
    }

    /// <summary>What was counted so far: the variant's cells, the baseline's, then compared answers. One reader at a time.</summary>
    public void Read(Span<long> cells)
    {
        // From the last to the first, so that there are never more errors than requests, nor more differences than comparisons.
        for (var cell = AllCells - 1; cell >= 0; cell--)
        {
            cells[cell] = _cells.Sum(cell);
        }
    }

    /// <summary>Requests that a limit let go to the variant, and those that it turned away, so far.</summary>
    public (long Admitted, long TurnedAway) ReadLimited() => (_cells.Sum(Admitted), _cells.Sum(TurnedAway));

    /// <summary>Users that met an error and were not taken out yet, at most <see cref="UserClaims.Capacity"/>. One reader at a time.</summary>
    public IReadOnlyList<FailedUser> TakeFailedUsers() => _failed is null ? [] : [.. _failed.Take().Select(FailedUser.Decode)];
}
