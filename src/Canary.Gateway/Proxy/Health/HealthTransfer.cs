using Canary.Gateway.Proxy.Routing;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Canary.Gateway.Proxy.Health;

/// <summary>Hands what is known of destinations' health from a variant's old cluster to the one that replaces it.</summary>
internal sealed class HealthTransfer(IActiveHealthCheckMonitor probes)
{
    /// <summary>Carries health over for every variant with a new cluster, and has new clusters with active checks probed at once.</summary>
    public void Carry(IReadOnlyList<ServiceChange> changes)
    {
        var probed = new List<ClusterState>();
        foreach (var (_, before, now) in changes)
        {
            foreach (var variant in now?.Variants ?? [])
            {
                var old = before?.Named(variant.Name);
                if (ReferenceEquals(old, variant))
                {
                    continue;
                }

                if (old is not null)
                {
                    variant.Health.Carry(old.Health);
                }

                if (variant.Settings.Variant.ActiveHealthCheck is not null)
                {
                    probed.Add(variant.Cluster);
                }
            }
        }

        if (probed.Count > 0)
        {
            // Not waited for: it probes in the background and logs its own failures.
            _ = probes.CheckHealthAsync(probed);
        }
    }
}
