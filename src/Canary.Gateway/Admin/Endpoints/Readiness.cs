using Canary.Gateway.Hosting;

namespace Canary.Gateway.Admin.Endpoints;

/// <summary>Why the gateway wants no traffic, and what else is not as it should be. Each line begins with a word that does not change.</summary>
/// <remarks>
/// Anyone may ask, so nothing of services is said here. A store that is down does not make a gateway unready: it serves its
/// last good snapshot, and taking all gateways out would be the outage.
/// </remarks>
/// <param name="Reasons">Why it wants no traffic; empty where it does.</param>
/// <param name="Warnings">What does not keep it from serving, but somebody should know.</param>
internal sealed record Readiness(IReadOnlyList<string> Reasons, IReadOnlyList<string> Warnings)
{
    /// <summary>Whether the gateway wants traffic.</summary>
    public bool IsReady => Reasons.Count == 0;

    /// <summary>How it is now.</summary>
    public static Readiness Of(GatewayServices services)
    {
        var (snapshots, store, lifecycle) = (services.Snapshots, services.Store, services.Lifecycle);
        var reasons = new List<string>();
        if (lifecycle.IsDraining)
        {
            reasons.Add("draining: the gateway is stopping");
        }

        if (!lifecycle.IsServing)
        {
            reasons.Add("not serving: the proxy does not listen yet");
        }

        if (!snapshots.IsLoaded)
        {
            var why = snapshots.Refusal is not null ? "what the store offers was refused, the log says why"
                : store.IsConnected ? "the store is being read"
                : "the store does not answer, and there is no usable last-good copy";
            reasons.Add($"no snapshot: nothing was loaded yet; {why}");
            return new Readiness(reasons, []);
        }

        var warnings = new List<string>();
        if (!store.IsConnected)
        {
            warnings.Add($"store down: it does not answer; revision {snapshots.Current.Revision} stays in force, and changes are refused");
        }

        if (snapshots.Refusal is not null)
        {
            warnings.Add($"refused: what the store offers is not taken, the log says why; revision {snapshots.Current.Revision} stays in force");
        }

        return new Readiness(reasons, warnings);
    }
}
