using BenchmarkDotNet.Attributes;
using Canary.Core.Analysis;
using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Proxy.Evidence;

namespace Canary.Benchmarks.Micro;

/// <summary>What evidence costs: counting one request of a rollout, and judging a thousand rollouts.</summary>
public class EvidenceBenchmarks
{
    private const int Batch = 1_000_000;
    private const int Rollouts = 1_000;

    private readonly EvidenceEpoch _epoch = new ActiveEpochs(TimeProvider.System).Of(Service(sticky: false), null)!;
    private readonly EvidenceEpoch _sticky = new ActiveEpochs(TimeProvider.System).Of(Service(sticky: true), null)!;
    private readonly JudgementInputs _inputs = Inputs();

    /// <summary>A request without a sticky key: its beginning and its end.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public void CountRequest()
    {
        for (var i = 0; i < Batch; i++)
        {
            _epoch.Ended(_epoch.Begin(new VariantSelection(i & 1, SelectionReason.Weight), isLimited: false), failed: false, 12_340);
        }
    }

    /// <summary>A request of one of many users.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public void CountRequestOfUser()
    {
        for (var i = 0; i < Batch; i++)
        {
            _sticky.Ended(_sticky.Begin(new VariantSelection(i & 1, SelectionReason.Sticky, StickySource: 0, Bucket: (uint)i * 40_503u), isLimited: false), failed: false, 12_340);
        }
    }

    /// <summary>A request of one of many users that fails.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public void CountErrorOfUser()
    {
        for (var i = 0; i < Batch; i++)
        {
            _sticky.Ended(_sticky.Begin(new VariantSelection(i & 1, SelectionReason.Sticky, StickySource: 0, Bucket: (uint)i * 40_503u), isLimited: false), failed: true, 12_340);
        }
    }

    /// <summary>A verdict over a thousand rollouts of six steps each, errors and latency.</summary>
    [Benchmark]
    public int JudgeThousandRollouts()
    {
        var failed = 0;
        for (var i = 0; i < Rollouts; i++)
        {
            failed += Judge.Of(_inputs).Verdict.Kind == VerdictKind.Fail ? 1 : 0;
        }

        return failed;
    }

    private static JudgementInputs Inputs()
    {
        double[] shares = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75];
        return new JudgementInputs
        {
            Analysis = new AnalysisConfig(),
            Canary = "canary",
            Baseline = "stable",
            Rows = [.. shares.Select((share, step) => new CountedRow(step, share, Side(share), Side(1 - share)))],
            Step = shares.Length - 1,
            Share = shares[^1],
        };

        static SideCounts Side(double share)
        {
            var durations = Enumerable.Range(0, LatencyEdges.Buckets).Select(bucket => (long)(share * 100_000 / (1 + Math.Abs(bucket - 4)))).ToArray();
            return new SideCounts(durations.Sum(), (long)(share * 500), (long)(share * 500), (long)(share * 100_000), durations);
        }
    }

    private static ServiceSnapshot Service(bool sticky)
    {
        var backend = new VariantConfig { Destinations = [new DestinationConfig("http://127.0.0.1:1")] };
        var half = Weight.FromHundredths(5_000);
        var service = new ServiceConfig
        {
            Name = "shop",
            Variants = new Dictionary<string, VariantConfig> { ["stable"] = backend, ["canary"] = backend },
            Weights = new Dictionary<string, Weight> { ["stable"] = half, ["canary"] = half },
            Sticky = sticky ? [new StickySourceConfig(StickyKind.Header, "user")] : [],
        };
        var plan = new RolloutPlan { Variant = "canary", Steps = [new RolloutStep { Weight = half }], Analysis = new AnalysisConfig() };
        var started = RolloutMachine.Start(service, plan, "r", "ann", null, default);
        return ServiceSnapshot.Create(service, 1, new ServiceState(started.Next));
    }
}
