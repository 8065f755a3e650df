using Canary.Core.Rollouts;
using Canary.Core.Selection.Matching;
using Canary.Core.Services;

namespace Canary.Core.Selection;

/// <summary>A service as requests see it: everything that selection needs, resolved and compiled when the snapshot is built.</summary>
/// <remarks>Immutable, and so shared by all requests without a lock.</remarks>
public sealed class ServiceSnapshot
{
    private ServiceSnapshot(ServiceConfig config, long revision, ServiceState state)
    {
        Config = config;
        Revision = revision;
        State = state;
        Variants = [.. config.Variants.Select(v => new VariantSnapshot(v.Key, config.WeightOf(v.Key), v.Value))];
        BaselineIndex = Array.FindIndex(Variants, v => v.Name == config.Baseline);
        var facts = new FactCompiler(config.Rules, config.Sticky);
        Headers = facts.Table;
        Rules = CompiledRules.Compile(config.Rules, Variants, facts);
        Sticky = [.. config.Sticky.Select(source => new StickySource(source, facts))];
        Choice = new RendezvousChoice(config.Name, Variants);
        Draw = new WeightedDraw(Variants);
        ErrorCodes = new StatusCodeSet(config.ErrorCodes);
    }

    /// <summary>What the operator wrote.</summary>
    public ServiceConfig Config { get; }

    /// <summary>The store's revision at which the service was written.</summary>
    public long Revision { get; }

    /// <summary>What the gateway remembers about the service: its rollout and its owner.</summary>
    public ServiceState State { get; }

    /// <summary>The service's name.</summary>
    public string Name => Config.Name;

    /// <summary>The variants, in the order of the configuration. Not to be written to.</summary>
    public VariantSnapshot[] Variants { get; }

    /// <summary>Index of the baseline in <see cref="Variants"/>.</summary>
    public int BaselineIndex { get; }

    /// <summary>Statuses that count as errors of a variant.</summary>
    public StatusCodeSet ErrorCodes { get; }

    /// <summary>Whether a rule has a pattern, so that a selection may take milliseconds where a value is hostile.</summary>
    public bool HasRegexRules => Rules.HasRegexes;

    internal HeaderTable? Headers { get; }

    internal CompiledRules Rules { get; }

    internal StickySource[] Sticky { get; }

    internal RendezvousChoice Choice { get; }

    internal WeightedDraw Draw { get; }

    /// <summary>Builds a snapshot of a service that <see cref="ServiceValidator"/> found valid.</summary>
    /// <param name="config">A valid service.</param>
    /// <param name="revision">Its revision, 0 for a draft.</param>
    /// <param name="state">What the gateway remembers about it; null: nothing.</param>
    public static ServiceSnapshot Create(ServiceConfig config, long revision, ServiceState? state = null) => new(config, revision, state ?? ServiceState.Empty);
}
