using Canary.Core.Analysis.Planning;
using Canary.Core.Rollouts;
using Canary.Core.Services;
using Canary.Gateway.Control;
using Canary.Gateway.Hosting;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Admin.Planning;

/// <summary>The traffic that a plan is tried on, and where the figures come from.</summary>
/// <param name="Traffic">The traffic.</param>
/// <param name="Sentence">Where it is from, in one sentence.</param>
internal sealed record TrafficBasis(PlannedTraffic Traffic, string Sentence)
{
    /// <summary>What is measured at this gateway times the gateways that are alive, as far as the call does not say otherwise.</summary>
    public static async Task<TrafficBasis> ReadAsync(GatewayServices services, ServiceConfig service, GivenTraffic given, CancellationToken cancellation)
    {
        var recent = services.History.Of(service.Name, service.Baseline);
        var durations = DurationProfile.From(recent.Baseline.Durations);
        if (given is { RequestsPerSecond: { } requests, ErrorRate: { } errors })
        {
            return new TrafficBasis(
                new PlannedTraffic(requests, errors, durations),
                durations is null ? "given in the request" : $"given in the request, durations measured at this gateway over the last {RolloutText.Span(recent.Over)}");
        }

        var (gateways, told) = given.RequestsPerSecond is null ? await CountAsync(services, cancellation) : (1, "");
        var measured = $"measured at this gateway over the last {RolloutText.Span(recent.Over)}{told}";
        return new TrafficBasis(
            new PlannedTraffic(given.RequestsPerSecond ?? (recent.RequestsPerSecond * gateways), given.ErrorRate ?? recent.ErrorRate, durations),
            given switch
            {
                { RequestsPerSecond: not null } => $"requests given in the request, errors {measured}",
                { ErrorRate: not null } => $"errors given in the request, requests {measured}",
                _ => measured,
            });
    }

    private static async Task<(int Gateways, string Told)> CountAsync(GatewayServices services, CancellationToken cancellation)
    {
        try
        {
            // This gateway may have said nothing of itself yet.
            var gateways = Math.Max(1, (await services.Store.ReadInstancesAsync(InstanceAnnouncer.MaxAge, cancellation)).Count);
            return (gateways, gateways == 1 ? ", the only one" : $", times {gateways} gateways that are taken to get equal shares");
        }
        catch (StoreUnavailableException)
        {
            return (1, " alone, as the store does not tell how many there are");
        }
    }
}
