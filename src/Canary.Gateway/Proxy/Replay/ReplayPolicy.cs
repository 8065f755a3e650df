using Canary.Core.Services;
using Canary.Core.Services.Traffic;

namespace Canary.Gateway.Proxy.Replay;

/// <summary>When a request may be sent again, as its service says. Kept from snapshot to snapshot while that is the same, and with it the budget.</summary>
/// <param name="config">What the operator wrote.</param>
internal sealed class ReplayPolicy(ReplayConfig config)
{
    /// <summary>What the operator wrote.</summary>
    public ReplayConfig Config { get; } = config;

    /// <summary>Answers that are as good as none.</summary>
    public StatusCodeSet Statuses { get; } = new(config.Statuses);

    /// <summary>How many may be sent again.</summary>
    public ReplayBudget Budget { get; } = new(config.Budget);

    /// <summary>A policy, or the one before where that says the same; null where nothing is to be sent again.</summary>
    public static ReplayPolicy? Of(ReplayConfig? config, ReplayPolicy? before) =>
        config is null ? null : config.Equals(before?.Config) ? before : new ReplayPolicy(config);

    /// <summary>Whether requests of a method may reach a backend twice.</summary>
    public bool Takes(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || Config.Methods.Contains(method, StringComparer.Ordinal);
}
