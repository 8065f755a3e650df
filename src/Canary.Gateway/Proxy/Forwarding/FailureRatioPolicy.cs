using System.Globalization;
using System.Runtime.CompilerServices;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>Finds a destination unhealthy when too large a share of its latest requests failed on the way.</summary>
/// <remarks>
/// In place of YARP's TransportFailureRate, which never reactivates earlier than its window of 60 s and then still counts
/// the old failures. A destination starts afresh here. Failures are those of transport: what a backend answers is its answer.
/// </remarks>
internal sealed class FailureRatioPolicy(IDestinationHealthUpdater health, TimeProvider time) : IPassiveHealthCheckPolicy
{
    /// <summary>The policy's name in clusters.</summary>
    public const string PolicyName = "FailureRatio";

    /// <summary>Cluster metadata: the share of failures, above 0 to 1, from which a destination is unhealthy.</summary>
    public const string RatioMetadataName = "failureRatio";

    private readonly ConditionalWeakTable<DestinationState, FailureWindow> _windows = [];
    private readonly ConditionalWeakTable<ClusterModel, StrongBox<double>> _ratios = [];

    /// <inheritdoc/>
    public string Name => PolicyName;

    /// <inheritdoc/>
    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination) => RequestEnded(
        cluster, destination, context.Features.Get<IForwarderErrorFeature>()?.Error ?? ForwarderError.None, context.RequestAborted.IsCancellationRequested);

    /// <summary>Takes the outcome of a request into account.</summary>
    /// <param name="cluster">The destination's cluster, with passive health checks.</param>
    /// <param name="destination">Where the request went.</param>
    /// <param name="error">What went wrong on the way.</param>
    /// <param name="clientLeft">Whether the client went away, which says nothing of the backend.</param>
    public void RequestEnded(ClusterState cluster, DestinationState destination, ForwarderError error, bool clientLeft)
    {
        if (clientLeft)
        {
            return;
        }

        var ratio = _ratios.GetValue(cluster.Model, static model => new StrongBox<double>(RatioOf(model))).Value;
        if (_windows.GetOrCreateValue(destination).Add(IsFailure(error), ratio, time))
        {
            var reactivation = cluster.Model.Config.HealthCheck?.Passive?.ReactivationPeriod ?? TimeSpan.FromMinutes(1);
            health.SetPassive(cluster, destination, DestinationHealth.Unhealthy, reactivation);
        }
    }

    private static bool IsFailure(ForwarderError error) =>
        error is ForwarderError.Request
            or ForwarderError.RequestTimedOut
            or ForwarderError.RequestBodyDestination
            or ForwarderError.ResponseBodyDestination
            or ForwarderError.UpgradeRequestDestination
            or ForwarderError.UpgradeResponseDestination;

    private static double RatioOf(ClusterModel model) =>
        model.Config.Metadata?.TryGetValue(RatioMetadataName, out var text) == true ? double.Parse(text, CultureInfo.InvariantCulture) : 0.3;
}
