using Canary.Core.Selection;
using Canary.Gateway.Control;
using Canary.Gateway.Control.Evidence;
using Canary.Gateway.Proxy.Evidence;
using Canary.Gateway.Proxy.Routing;
using Canary.Gateway.Storage;
using Canary.Gateway.Tests.Admin;
using Canary.TestKit;
using Microsoft.Extensions.Logging;

namespace Canary.Gateway.Tests.Control.Evidence;

/// <summary>What a gateway tells the store of evidence, and which users' durations are its part.</summary>
public sealed class EvidenceReportingTests : IAsyncLifetime
{
    private readonly SteppedTime _time = new();
    private readonly RecordedLog _log = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("canary-evidence-").FullName;
    private readonly ServiceSnapshot _shop = SplitTotalsTests.Service(10, sticky: true);
    private ActiveEpochs _epochs = null!;
    private StoreWithOutage _store = null!;
    private string[] _gateways = ["b"];
    private EvidenceReporting _reporting = null!;
    private EvidenceEpoch _epoch = null!;

    public ValueTask InitializeAsync()
    {
        _store = new StoreWithOutage(new FileStore(new StoreOptions { Path = _folder }, _time, Microsoft.Extensions.Logging.Abstractions.NullLogger<FileStore>.Instance));
        _epochs = new ActiveEpochs(_time);
        _epoch = _epochs.Of(_shop, null).ShouldNotBeNull();
        _epochs.Update("shop", new RoutedService(_shop, []) { Evidence = _epoch });
        var loggers = LoggerFactory.Create(logging => logging.AddProvider(_log));
        _reporting = new EvidenceReporting(
            _store, _ => Task.FromResult<IReadOnlyList<string>>(_gateways), "b", InstanceRun.Of(new InstanceOptions { Id = "b" }), _epochs, _time, loggers.CreateLogger<EvidenceReporting>());
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _reporting.DisposeAsync();
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_the_store_did_not_hear_is_in_the_next_report_and_its_silence_is_logged_once()
    {
        Send(user: 7, failed: true);
        _store.IsDown = true;
        await RoundAsync();
        Send(user: 8, failed: true);
        await RoundAsync();
        _log.Lines.Count(line => line.Contains("could not be told to the store", StringComparison.Ordinal)).ShouldBe(1);

        _store.IsDown = false;
        await RoundAsync();
        await RoundAsync();
        var row = (await _store.ReadEvidenceAsync(["r"], default)).ShouldHaveSingleItem();
        var canary = EvidenceCells.SideOf(row.Totals, isBaseline: false, row.FailedAtCanary);
        (canary.Requests, canary.Errors, canary.FirstErrors).ShouldBe((2L, 2L, 2L));
    }

    [Fact]
    public async Task Of_several_gateways_each_takes_durations_of_its_own_part_of_the_users()
    {
        await RoundAsync();
        (await TimedAsync(first: 0)).ShouldBeGreaterThan(900, "it is the only one");

        _gateways = ["c", "b", "a"];
        _time.Advance(TimeSpan.FromMinutes(1));
        await RoundAsync();
        (await TimedAsync(first: 100_000)).ShouldBeInRange(250, 420, "a third of them");

        // A gateway that is not announced yet keeps the part that it had.
        _gateways = ["c", "a"];
        _time.Advance(TimeSpan.FromMinutes(1));
        await RoundAsync();
        (await TimedAsync(first: 200_000)).ShouldBeInRange(250, 420);
    }

    private async Task<long> TimedAsync(uint first)
    {
        var before = await DurationsAsync();
        for (var user = first; user < first + 1_000; user++)
        {
            Send(user * 40_503, failed: false);
        }

        await RoundAsync();
        return await DurationsAsync() - before;
    }

    private async Task<long> DurationsAsync() =>
        (await _store.ReadEvidenceAsync(["r"], default)).Sum(row => EvidenceCells.SideOf(row.Totals, isBaseline: false, 0).Durations.Sum());

    private Task RoundAsync() => _reporting.RoundAsync(CancellationToken.None);

    private void Send(uint user, bool failed) =>
        _epoch.Ended(_epoch.Begin(new VariantSelection(1, SelectionReason.Sticky, StickySource: 0, Bucket: user), isLimited: false), failed, duration: 0);
}
