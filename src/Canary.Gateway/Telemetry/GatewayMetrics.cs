namespace Canary.Gateway.Telemetry;

/// <summary>The gateway's own state as metrics: store, revisions, snapshots. Methods are named by event.</summary>
/// <remarks>Written by Control, read by scrapes; each value stands alone, so single volatile accesses suffice.</remarks>
internal sealed class GatewayMetrics
{
    private readonly TimeProvider _time;
    private long _storeUp;
    private long _storeRevision;
    private long _appliedRevision;
    private long _confirmedAt;
    private long _rejectedSnapshots;
    private long _rejectedImports;

    /// <summary>The store down and revisions 0 until told otherwise; the snapshot's age runs from now.</summary>
    /// <param name="time">The clock of the snapshot's age.</param>
    /// <param name="version">The version of this build.</param>
    /// <param name="droppedLogLines">Counts log lines that nobody read; default none.</param>
    public GatewayMetrics(TimeProvider time, string version, Func<long>? droppedLogLines = null)
    {
        _time = time;
        _confirmedAt = time.GetTimestamp();
        Families =
        [
            new("canary_build_info", MetricType.Info, "The version of this gateway.", ["version"], () => [new Sample(1, version)]),
            MetricFamily.Single("canary_store_up", MetricType.Gauge, "Whether the store answered when it was asked last: 1 or 0.",
                () => Volatile.Read(ref _storeUp)),
            MetricFamily.Single("canary_store_revision", MetricType.Gauge, "The store's newest revision that this gateway knows of.",
                () => Volatile.Read(ref _storeRevision)),
            MetricFamily.Single("canary_applied_revision", MetricType.Gauge, "The revision of the snapshot that requests see.",
                () => Volatile.Read(ref _appliedRevision)),
            MetricFamily.Single("canary_snapshot_age_seconds", MetricType.Gauge,
                "Time since the snapshot in force was last found to be the store's newest; before that ever was, since the start.",
                () => SnapshotAge.TotalSeconds, "seconds"),
            MetricFamily.Single("canary_rejected_snapshots_total", MetricType.Counter, "What the store offered and was refused; the snapshot in force stayed.",
                () => Volatile.Read(ref _rejectedSnapshots)),
            MetricFamily.Single("canary_rejected_imports_total", MetricType.Counter, "Changes of the import folder that were refused; what was applied before stayed.",
                () => Volatile.Read(ref _rejectedImports)),
            MetricFamily.Single("canary_log_lines_dropped_total", MetricType.Counter, "Log lines that were dropped, as nobody read them fast enough.",
                () => droppedLogLines?.Invoke() ?? 0),
        ];
    }

    /// <summary>All values as metric families, in the order of the page.</summary>
    public IReadOnlyList<MetricFamily> Families { get; }

    /// <summary>Time since the snapshot in force was last found to be the store's newest; before that ever was, since the start.</summary>
    public TimeSpan SnapshotAge => _time.GetElapsedTime(Volatile.Read(ref _confirmedAt));

    /// <summary>The store was asked and answered, or did not.</summary>
    public void StoreAnswered(bool connected) => Volatile.Write(ref _storeUp, connected ? 1 : 0);

    /// <summary>The store's revision was read.</summary>
    public void StoreRevisionSeen(long revision) => Volatile.Write(ref _storeRevision, revision);

    /// <summary>Requests see a new snapshot.</summary>
    public void SnapshotApplied(long revision) => Volatile.Write(ref _appliedRevision, revision);

    /// <summary>The snapshot in force was found to be the store's newest, at this moment.</summary>
    public void SnapshotConfirmed() => Volatile.Write(ref _confirmedAt, _time.GetTimestamp());

    /// <summary>What the store offered was refused; the snapshot in force stays.</summary>
    public void SnapshotRejected() => Interlocked.Increment(ref _rejectedSnapshots);

    /// <summary>The import folder changed and was refused; what was applied before stays.</summary>
    public void ImportRejected() => Interlocked.Increment(ref _rejectedImports);
}
