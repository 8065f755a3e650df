using Canary.Core.Services;
using Canary.Gateway.Proxy.Routing;
using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Proxy.Limits;

/// <summary>A rollout under way: how its variant's requests ended since this gateway first saw it, and its limits.</summary>
internal sealed class ActiveRollout
{
    private readonly VariantMetrics _metrics;
    private readonly StatusCodeSet _errors;
    private readonly VariantOutcomes _start;
    private readonly VariantOutcomes _carried;

    private ActiveRollout(RoutedService service, VariantMetrics metrics, VariantOutcomes start, VariantOutcomes carried)
    {
        (Id, Limit, _metrics, _start, _carried) = (service.Rollout!, service.Limit, metrics, start, carried);
        _errors = service.Snapshot.ErrorCodes;
        LimitsErrors = service.Snapshot.State.Rollout!.Plan.Limits.CountsErrors;
    }

    /// <summary>The rollout's id.</summary>
    public string Id { get; }

    /// <summary>Its limits of exposure; null: none.</summary>
    public ExposureLimit? Limit { get; }

    /// <summary>Whether errors of the variant end it, so that each of them is news.</summary>
    public bool LimitsErrors { get; }

    /// <summary>How requests of the variant ended since this gateway first saw the rollout.</summary>
    public VariantOutcomes Outcomes => _carried + (_metrics.ReadOutcomes(_errors) - _start);

    /// <summary>The rollout of a service; null where none is active.</summary>
    /// <param name="service">The service in force, or null.</param>
    /// <param name="before">The rollout that it had; goes on where it is the same.</param>
    public static ActiveRollout? Of(RoutedService? service, ActiveRollout? before)
    {
        if (service?.Rollout is not { } id || service.Named(service.Snapshot.State.Rollout!.Plan.Variant)?.Metrics is not { } metrics)
        {
            return null;
        }

        var errors = service.Snapshot.ErrorCodes;
        if (before?.Id != id)
        {
            return new ActiveRollout(service, metrics, metrics.ReadOutcomes(errors), default);
        }

        // Counters are new where the variant was gone in between.
        return before._metrics != metrics ? new ActiveRollout(service, metrics, default, before.Outcomes)
            : !before._errors.Equals(errors) ? new ActiveRollout(service, metrics, metrics.ReadOutcomes(errors), before.Outcomes)
            : before.Limit != service.Limit ? new ActiveRollout(service, metrics, before._start, before._carried)
            : before;
    }
}
