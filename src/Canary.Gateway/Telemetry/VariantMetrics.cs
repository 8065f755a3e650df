using Canary.Core.Selection;
using Canary.Core.Services;

namespace Canary.Gateway.Telemetry;

/// <summary>The counters of one variant. Methods are named by event, take no lock and allocate nothing.</summary>
/// <remarks>
/// Written by the requests of the variant, read by scrapes. All counters of a variant lie in one block for each core:
/// a request touches two or three cache lines that no other core writes. The requests in flight are not counted but
/// follow from the others: every selection begins a request, every duration ends one.
/// </remarks>
internal sealed class VariantMetrics
{
    private const int CellsPerCore = 32;

    private static readonly int ReasonCount = Enum.GetValues<SelectionReason>().Length;
    private static readonly int FirstReason = DurationBuckets.Count;
    private static readonly int DurationSum = FirstReason + ReasonCount;
    private static readonly int FirstCode = DurationSum + 1;

    private static readonly StatusCodeSet ServerErrors = new(["5xx"]);

    private readonly StripedCells _cells = new(CellsPerCore);
    private readonly StatusCodeCells _codes;
    private double _weight;
    private bool _isBaseline;
    private long _ejections;
    private string? _fallsBackTo;
    private bool _isRetried;
    private long _fellBack;
    private long _rescued;
    private long _retried;
    private long _refused;
    private StatusCodeSet _errorCodes = ServerErrors;

    /// <summary>Counters at zero.</summary>
    /// <param name="service">The service's name.</param>
    /// <param name="variant">The variant's name.</param>
    public VariantMetrics(string service, string variant)
    {
        Service = service;
        Variant = variant;
        _codes = new StatusCodeCells(_cells, FirstCode, CellsPerCore - FirstCode);
    }

    /// <summary>The service's name.</summary>
    public string Service { get; }

    /// <summary>The variant's name.</summary>
    public string Variant { get; }

    /// <summary>The weight in force, 0 to 1; 0 until told otherwise.</summary>
    public double WeightRatio
    {
        get => Volatile.Read(ref _weight);
        set => Volatile.Write(ref _weight, value);
    }

    /// <summary>Whether this is the service's baseline; false until told otherwise.</summary>
    public bool IsBaseline
    {
        get => Volatile.Read(ref _isBaseline);
        set => Volatile.Write(ref _isBaseline, value);
    }

    /// <summary>The variant that answers what this one fails to; null: none, also until told otherwise.</summary>
    public string? FallsBackTo
    {
        get => Volatile.Read(ref _fallsBackTo);
        set => Volatile.Write(ref _fallsBackTo, value);
    }

    /// <summary>Whether requests are sent to another destination where one fails; false until told otherwise.</summary>
    public bool IsRetried
    {
        get => Volatile.Read(ref _isRetried);
        set => Volatile.Write(ref _isRetried, value);
    }

    /// <summary>Requests that the baseline got as this variant failed. They count as ended here, with the status by which it failed.</summary>
    public long FellBack => Volatile.Read(ref _fellBack);

    /// <summary>Those of them that failed here and not for the client.</summary>
    public long Rescued => Volatile.Read(ref _rescued);

    /// <summary>Sendings to a further destination.</summary>
    public long Retried => Volatile.Read(ref _retried);

    /// <summary>Requests that would have been sent again, had the budget not been spent.</summary>
    public long RefusedReplays => Volatile.Read(ref _refused);

    /// <summary>Codes that count as errors; <c>5xx</c> until told otherwise.</summary>
    public StatusCodeSet ErrorCodes
    {
        get => Volatile.Read(ref _errorCodes);
        set => Volatile.Write(ref _errorCodes, value);
    }

    /// <summary>How often a destination was ejected.</summary>
    public long Ejections => Volatile.Read(ref _ejections);

    /// <summary>Requests by status code.</summary>
    public StatusCodeCells Codes => _codes;

    /// <summary>Requests that began and have not ended. Never negative: ends are read first, so that their beginnings are seen.</summary>
    public long InFlight
    {
        get
        {
            var ended = SumOf(0, DurationBuckets.Count);
            return Math.Max(0, Started - ended);
        }
    }

    /// <summary>Requests that began.</summary>
    public long Started => SumOf(FirstReason, ReasonCount);

    /// <summary>A request was given to this variant and begins.</summary>
    public void RequestStarted(SelectionReason reason) => Interlocked.Increment(ref _cells.CurrentStripe()[FirstReason + (int)reason]);

    /// <summary>A request ended.</summary>
    /// <param name="statusCode">The status that the client got; 499 where the client went away.</param>
    /// <param name="duration">From its start. A negative one counts as zero.</param>
    public void RequestEnded(int statusCode, TimeSpan duration)
    {
        var ticks = Math.Max(0, duration.Ticks);
        var stripe = _cells.CurrentStripe();
        _codes.Count(stripe, statusCode);
        Interlocked.Add(ref stripe[DurationSum], ticks);
        Interlocked.Increment(ref stripe[DurationBuckets.IndexOf(ticks)]);
    }

    /// <summary>A destination was ejected.</summary>
    public void DestinationEjected() => Interlocked.Increment(ref _ejections);

    /// <summary>The variant failed, and the baseline gets the request.</summary>
    public void RequestFellBack() => Interlocked.Increment(ref _fellBack);

    /// <summary>The variant failed, and the client had a good answer all the same.</summary>
    public void RequestRescued() => Interlocked.Increment(ref _rescued);

    /// <summary>A destination failed, and another one gets the request.</summary>
    public void RequestRetried() => Interlocked.Increment(ref _retried);

    /// <summary>A destination failed, and the budget is spent.</summary>
    public void ReplayRefused() => Interlocked.Increment(ref _refused);

    /// <summary>How many requests got this variant for this reason.</summary>
    public long SelectionsFor(SelectionReason reason) => _cells.Sum(FirstReason + (int)reason);

    /// <summary>Reads the durations of requests that ended.</summary>
    /// <param name="buckets">Receives the count of each bucket alone, not cumulated; <see cref="DurationBuckets.Count"/> long.</param>
    /// <returns>The sum of all durations.</returns>
    public TimeSpan ReadDurations(Span<long> buckets)
    {
        for (var bucket = 0; bucket < DurationBuckets.Count; bucket++)
        {
            buckets[bucket] = _cells.Sum(bucket);
        }

        return TimeSpan.FromTicks(_cells.Sum(DurationSum));
    }

    /// <summary>How requests ended so far. Never more errors than requests: errors are read first.</summary>
    /// <param name="errors">Codes that count as errors.</param>
    public VariantOutcomes ReadOutcomes(StatusCodeSet errors)
    {
        var failed = SumOf(errors.Contains);
        return new VariantOutcomes(SumOf(static _ => true), failed);
    }

    private long SumOf(Func<int, bool> wanted)
    {
        var sum = 0L;
        for (var code = _codes.NextAfter(0); code > 0; code = _codes.NextAfter(code))
        {
            sum += wanted(code) ? _codes.CountOf(code) : 0;
        }

        return sum;
    }

    private long SumOf(int first, int count)
    {
        var sum = 0L;
        for (var cell = first; cell < first + count; cell++)
        {
            sum += _cells.Sum(cell);
        }

        return sum;
    }
}
