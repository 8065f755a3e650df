using Canary.Core.Rollouts;
using Canary.Core.Services;
using Canary.Gateway.Control;
using Canary.Gateway.Control.Exposure;
using Canary.Gateway.Proxy.Limits;
using Canary.Gateway.Storage;
using Canary.Gateway.Tests.Proxy;
using Canary.TestKit;
using Microsoft.Extensions.Logging;

namespace Canary.Gateway.Tests.Control.Exposure;

public sealed class RolloutCountingTests : IAsyncLifetime
{
    private static readonly InstanceRun Run = new("gateway-1/run");

    private readonly FakeLedger _ledger = new();
    private readonly SteppedTime _time = new();
    private readonly ILoggerFactory _loggers;
    private readonly RecordedLog _log = new();
    private StubBackend _backend = null!;
    private ProxyUnderTest _proxy = null!;
    private RolloutCounting _counting = null!;

    public RolloutCountingTests() => _loggers = LoggerFactory.Create(logging => logging.AddProvider(_log));

    private IEnumerable<(string, long, long)> Said => _ledger.Counts.Select(said => (said.Count.Rollout, said.Count.Requests, said.Count.Errors));

    public async ValueTask InitializeAsync()
    {
        (_backend, _proxy) = (await StubBackend.StartAsync("canary"), await ProxyUnderTest.StartAsync());
        await _proxy.ApplyAsync(TestServices.Split(_backend, _backend, 100), TestRollouts.State(new RolloutLimits { MaxErrors = 20 }));
        _counting = new RolloutCounting(_ledger, Run, _proxy.Resolve<ActiveRollouts>(), _time, _loggers.CreateLogger<RolloutCounting>());
    }

    public async ValueTask DisposeAsync()
    {
        await _counting.DisposeAsync();
        await _proxy.DisposeAsync();
        await _backend.DisposeAsync();
        _loggers.Dispose();
    }

    [Fact]
    public async Task Totals_are_said_when_they_have_changed()
    {
        await ReportAsync();
        _ledger.Counts.ShouldBeEmpty();

        await AskAsync(200, 503);
        await ReportAsync();
        await ReportAsync();
        await AskAsync(500);
        await ReportAsync();
        Said.ShouldBe([("run-1", 2, 1), ("run-1", 3, 2)]);
        _ledger.Counts.ShouldAllBe(said => said.Holder == Run.Id);
    }

    [Fact]
    public async Task Errors_that_may_end_the_rollout_are_said_in_every_round_and_other_requests_once_a_second()
    {
        await ReportAsync();
        await AskAsync(200);
        await RoundAsync();
        _ledger.Counts.ShouldBeEmpty();

        await AskAsync(500);
        await RoundAsync();
        await AskAsync(200);
        await RoundAsync();
        Said.ShouldBe([("run-1", 2, 1)]);
        await ReportAsync();
        Said.ShouldBe([("run-1", 2, 1), ("run-1", 3, 1)]);
    }

    [Fact]
    public async Task What_could_not_be_said_is_said_later_and_the_failure_told_once()
    {
        _ledger.Failure = new StoreUnavailableException("down");
        await AskAsync(500);
        await ReportAsync();
        await ReportAsync();
        _ledger.Failure = null;
        await ReportAsync();
        Said.ShouldBe([("run-1", 1, 1)]);
        _log.Lines.Count(line => line.Contains("could not be told", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Unchanged_totals_are_repeated_every_hour_so_that_the_ledger_remembers_them()
    {
        await AskAsync(200);
        await ReportAsync();
        _time.Advance(TimeSpan.FromHours(1));
        await ReportAsync();
        await ReportAsync();
        Said.ShouldBe([("run-1", 1, 0), ("run-1", 1, 0)]);
    }

    [Fact]
    public async Task Stopping_says_what_is_not_said_yet()
    {
        // On a clock whose timers never ring: there is the first round, and the last.
        _counting.Start();
        await AskAsync(500, 200);
        await _counting.DisposeAsync();
        Said.Last().ShouldBe(("run-1", 2, 1));
    }

    [Fact]
    public async Task A_new_run_of_the_plan_is_counted_from_zero()
    {
        await AskAsync(500);
        await ReportAsync();
        await _proxy.ApplyAsync(TestServices.Split(_backend, _backend, 100), TestRollouts.State(new RolloutLimits { MaxErrors = 20 }, "run-2"));
        await AskAsync(200);
        await ReportAsync();
        Said.ShouldBe([("run-1", 1, 1), ("run-2", 1, 0)]);
    }

    /// <summary>A round a second after the one before.</summary>
    private Task ReportAsync()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return RoundAsync();
    }

    private Task RoundAsync() => _counting.RoundAsync(CancellationToken.None);

    private async Task AskAsync(params int[] codes)
    {
        var canary = _proxy.Traffic.For("shop", "canary");
        var ended = canary.ReadOutcomes(new StatusCodeSet(["5xx"])).Requests + codes.Length;
        foreach (var code in codes)
        {
            using var answer = await _proxy.Client.GetAsync($"/status/{code}");
        }

        await Eventually.TrueAsync(() => canary.ReadOutcomes(new StatusCodeSet(["5xx"])).Requests == ended, "all are counted");
    }
}
