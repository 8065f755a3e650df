using System.Text;
using Canary.Core.Analysis;
using Canary.Core.Rollouts;
using Canary.Core.Services;
using Canary.Gateway.Control.Analysis;
using Canary.Gateway.Storage;
using Canary.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Canary.Gateway.Tests.Control.Analysis;

/// <summary>The one check of a rollout of the shop, on a real file store, with a clock that tests move.</summary>
internal sealed class ChecksUnderTest : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("canary-checks-").FullName;
    private readonly CheckConfig _check;
    private readonly HttpMessageInvoker _client;
    private OutsideChecks _checks = null!;

    private ChecksUnderTest(string check, HttpMessageInvoker? client)
    {
        _client = client ?? new HttpMessageInvoker(Source);
        Store = new FileStore(new StoreOptions { Path = _folder }, Time, NullLogger<FileStore>.Instance);
        Rollout = RolloutOf("r-1", $$"""{ "name": "failures", {{check}} }""");
        _check = Rollout.Plan.Analysis!.Checks[0];
    }

    public SteppedTime Time { get; } = new();

    public FileStore Store { get; }

    public Lease? Lease { get; private set; }

    /// <summary>What is asked, where the test gave no client of its own.</summary>
    public FakeSource Source { get; } = new();

    public Rollout Rollout { get; set; }

    /// <summary>The variant's share in force.</summary>
    public double Share { get; set; } = 0.1;

    public OutsideChecks Checks => _checks;

    /// <summary>Starts with a check of Prometheus' counters, or another.</summary>
    /// <param name="check">Its fields but for the name.</param>
    /// <param name="client">How sources are reached; null: they are <see cref="Source"/>.</param>
    public static async Task<ChecksUnderTest> StartAsync(
        string check = """ "prometheus": { "url": "http://prometheus:9090", "query": "f{v=\"{{variant}}\"}" } """, HttpMessageInvoker? client = null)
    {
        var started = new ChecksUnderTest(check, client);
        await started.Store.StartAsync(default);
        await started.LeadAsync();
        return started;
    }

    /// <summary>Another gateway leads: nothing is in memory.</summary>
    public async Task LeadAsync()
    {
        _checks?.Dispose();
        _checks = NewChecks();
        Lease = (await Store.TakeLeaseAsync("gateway", TimeSpan.FromDays(100), default)).Lease!;
    }

    /// <summary>A gateway on the same store that believes to lead as well.</summary>
    public OutsideChecks NewChecks() => new(Store, () => Lease, _client, Time, NullLogger<OutsideChecks>.Instance);

    /// <summary>What the check says at this moment.</summary>
    public OutsideAnswer Now(OutsideChecks? by = null) => (by ?? _checks).AnswersOf("shop", "stable", Rollout, Share, Time.GetUtcNow()).ShouldHaveSingleItem().Answer;

    /// <summary>An interval passes, and the source answers.</summary>
    public Task<OutsideAnswer> PollAsync(OutsideChecks? by = null)
    {
        Time.Advance(_check.Interval);
        return SettledAsync(by);
    }

    /// <summary>The counters rise or fall to these, an interval passes, and they are read.</summary>
    public Task<OutsideAnswer> PollAsync(double canary, double baseline, double? canaryTotal = null, double? baselineTotal = null)
    {
        (Source.Values["f{v=\"canary\"}"], Source.Values["f{v=\"stable\"}"]) = (canary, baseline);
        (Source.Values["t{v=\"canary\"}"], Source.Values["t{v=\"stable\"}"]) = (canaryTotal ?? 0, baselineTotal ?? 0);
        return PollAsync();
    }

    /// <summary>What the check says when all that is due was loaded, asked and saved, at this moment.</summary>
    public async Task<OutsideAnswer> SettledAsync(OutsideChecks? by = null)
    {
        // Loads, asks, takes the answer and saves; where that is refused, all of it again.
        for (var round = 0; round < 8; round++)
        {
            Now(by);
            await Eventually.TrueAsync(() => (by ?? _checks).IsIdle, "the source and the store have answered");
        }

        return Now(by);
    }

    public async ValueTask DisposeAsync()
    {
        _checks.Dispose();
        await Store.DisposeAsync();
        Source.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Another run of the same plan.</summary>
    public static Rollout Again(Rollout rollout, string id) => rollout with { State = rollout.State with { Id = id } };

    private static Rollout RolloutOf(string id, string check)
    {
        const string Service = """{"name": "shop", "match": {"path": "/"}, "variants": {"stable": {"destinations": ["http://s"]}, "canary": {"destinations": ["http://c"]}}}""";
        var service = ServiceDocument.Read(Encoding.UTF8.GetBytes(Service));
        service.Errors.ShouldBeEmpty();
        var plan = RolloutDocument.ReadPlan(Encoding.UTF8.GetBytes($$"""{"variant": "canary", "steps": [{"weight": 10}, {"weight": 50}], "analysis": {"checks": [{{check}}]} }"""), service.Value!);
        plan.Errors.ShouldBeEmpty();
        var state = new RolloutState
        {
            Id = id,
            Phase = RolloutPhase.Progressing,
            Step = 0,
            StartedAt = default,
            StepSince = default,
            ChangedAt = default,
            Transition = 1,
            Message = "",
            WeightsBefore = new Dictionary<string, Weight>(),
        };
        return new Rollout(plan.Value!, state);
    }
}
