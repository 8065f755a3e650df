using Canary.Core.Services;

namespace Canary.Gateway.Proxy.Replay;

/// <summary>What becomes of a service's requests that a destination failed to answer, and how long all attempts may take together. Immutable but for the budgets.</summary>
internal sealed class ServiceReplay
{
    private ServiceReplay()
    {
    }

    /// <summary>To another destination of the same variant; null: not.</summary>
    public ReplayPolicy? Retries { get; private init; }

    /// <summary>How many other destinations are tried.</summary>
    public int Attempts { get; private init; }

    /// <summary>To the baseline; null: not.</summary>
    public ReplayPolicy? Fallback { get; private init; }

    /// <summary>How long a variant that there is a fallback from has to begin its answer; null: as long as the timeouts say.</summary>
    public TimeSpan? After { get; private init; }

    /// <summary>How long all attempts may take together, to the answer's headers; null: any time.</summary>
    public TimeSpan? Deadline { get; private init; }

    /// <summary>What a service says; null where its requests are sent once, without a deadline.</summary>
    /// <param name="service">The service.</param>
    /// <param name="before">What it said before, whose budgets go on; null: nothing.</param>
    public static ServiceReplay? Of(ServiceConfig service, ServiceReplay? before)
    {
        var (traffic, deadline) = (service.Traffic, service.Timeouts.Deadline);
        return traffic.Fallback is null && traffic.Retries is null && deadline is null
            ? null
            : new ServiceReplay
            {
                Retries = ReplayPolicy.Of(traffic.Retries, before?.Retries),
                Attempts = traffic.Retries?.Attempts ?? 0,
                Fallback = ReplayPolicy.Of(traffic.Fallback, before?.Fallback),
                After = traffic.Fallback?.After,
                Deadline = deadline,
            };
    }

    /// <summary>A request came: the budgets grow.</summary>
    public void RequestCame()
    {
        Retries?.Budget.RequestCame();
        Fallback?.Budget.RequestCame();
    }
}
