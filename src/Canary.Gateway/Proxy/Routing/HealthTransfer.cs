using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>Hands what is known of destinations' health from a variant's old cluster to the one that replaces it.</summary>
internal sealed class HealthTransfer(IDestinationHealthUpdater health, IActiveHealthCheckMonitor probes)
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

                Carry(old, variant);
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

    private void Carry(RoutedVariant? old, RoutedVariant variant)
    {
        if (old is null)
        {
            return;
        }

        var active = new List<NewActiveDestinationHealth>();
        foreach (var destination in variant.Cluster.Destinations.Values)
        {
            if (!old.Cluster.Destinations.TryGetValue(destination.DestinationId, out var before))
            {
                continue;
            }

            if (variant.Settings.Variant.ActiveHealthCheck is not null)
            {
                active.Add(new NewActiveDestinationHealth(destination, before.Health.Active));
            }

            if (variant.Settings.Variant.PassiveHealthCheck is { } passive && before.Health.Passive == DestinationHealth.Unhealthy)
            {
                health.SetPassive(variant.Cluster, destination, DestinationHealth.Unhealthy, passive.Reactivation);
            }
        }

        health.SetActive(variant.Cluster, active);
    }
}
