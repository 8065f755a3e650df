using Canary.Gateway.Telemetry;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Telemetry;

public sealed class GatewayMetricsTests
{
    private readonly SteppedTime _time = new();
    private readonly GatewayMetrics _metrics;

    public GatewayMetricsTests() => _metrics = new GatewayMetrics(_time, "1.2.3");

    [Fact]
    public void Families_NothingHappened_AreAllThereAtZero()
    {
        _metrics.Families.Select(family => (family.Name, Value(family.Name))).ShouldBe(
        [
            ("canary_build_info", 1),
            ("canary_store_up", 0),
            ("canary_store_revision", 0),
            ("canary_applied_revision", 0),
            ("canary_snapshot_age_seconds", 0),
            ("canary_rejected_snapshots_total", 0),
            ("canary_rejected_imports_total", 0),
            ("canary_log_lines_dropped_total", 0),
        ]);
        _metrics.Families[0].Read().ShouldBe([new Sample(1, "1.2.3")]);
    }

    [Fact]
    public void StoreAnswered_UpThenDown_ShowsTheLast()
    {
        _metrics.StoreAnswered(true);
        Value("canary_store_up").ShouldBe(1);

        _metrics.StoreAnswered(false);
        Value("canary_store_up").ShouldBe(0);
    }

    [Fact]
    public void Revisions_SeenAndApplied_AreShownApart()
    {
        _metrics.StoreRevisionSeen(12);
        _metrics.SnapshotApplied(11);

        Value("canary_store_revision").ShouldBe(12);
        Value("canary_applied_revision").ShouldBe(11);
    }

    [Fact]
    public void SnapshotAge_NeverConfirmed_RunsFromTheStart()
    {
        _time.Advance(TimeSpan.FromSeconds(90));

        Value("canary_snapshot_age_seconds").ShouldBe(90);
    }

    [Fact]
    public void SnapshotAge_Confirmed_RunsFromThen()
    {
        _time.Advance(TimeSpan.FromSeconds(90));
        _metrics.SnapshotConfirmed();
        _time.Advance(TimeSpan.FromSeconds(2.5));

        Value("canary_snapshot_age_seconds").ShouldBe(2.5);
    }

    [Fact]
    public void SnapshotAge_AppliedButNotConfirmed_RunsOn()
    {
        _time.Advance(TimeSpan.FromSeconds(5));
        _metrics.SnapshotApplied(3);

        Value("canary_snapshot_age_seconds").ShouldBe(5);
    }

    [Fact]
    public void SnapshotRejected_Twice_CountsTwo()
    {
        _metrics.SnapshotRejected();
        _metrics.SnapshotRejected();

        Value("canary_rejected_snapshots_total").ShouldBe(2);
    }

    [Fact]
    public void ImportRejected_Once_CountsOne()
    {
        _metrics.ImportRejected();

        Value("canary_rejected_imports_total").ShouldBe(1);
    }

    private double Value(string name) => _metrics.Families.Single(family => family.Name == name).Read().Single().Value;
}
