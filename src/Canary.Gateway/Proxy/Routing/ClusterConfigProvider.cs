using Yarp.ReverseProxy.Configuration;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>Hands clusters to YARP and learns whether it took them.</summary>
/// <remarks>Written by <see cref="RoutingState"/>, one change after the other; read by YARP.</remarks>
internal sealed class ClusterConfigProvider : IProxyConfigProvider, IConfigChangeListener, IDisposable
{
    private volatile ClusterSet _current = new([]);
    private volatile Publication? _running;

    /// <inheritdoc/>
    public IProxyConfig GetConfig() => _current;

    /// <summary>Replaces the clusters. Returns when YARP has applied them.</summary>
    /// <exception cref="InvalidOperationException">YARP refused them, and has the earlier ones again.</exception>
    public async Task PublishAsync(IReadOnlyList<ClusterConfig> clusters)
    {
        var previous = _current;
        var refusal = await OfferAsync(new ClusterSet(clusters));
        if (refusal is not null)
        {
            await OfferAsync(new ClusterSet(previous.Variants));
            throw new InvalidOperationException($"The proxy refused the configuration: {ReasonsOf(refusal)}", refusal);
        }
    }

    /// <inheritdoc/>
    public void ConfigurationLoadingFailed(IProxyConfigProvider configProvider, Exception exception) => _running?.Done.TrySetResult(exception);

    /// <inheritdoc/>
    public void ConfigurationLoaded(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
        // Loading is no news: only what was applied counts.
    }

    /// <inheritdoc/>
    public void ConfigurationApplied(IReadOnlyList<IProxyConfig> proxyConfigs) => Complete(proxyConfigs, refusal: null);

    /// <inheritdoc/>
    public void ConfigurationApplyingFailed(IReadOnlyList<IProxyConfig> proxyConfigs, Exception exception) => Complete(proxyConfigs, exception);

    /// <inheritdoc/>
    public void Dispose() => _current.Dispose();

    private static string ReasonsOf(Exception refusal) =>
        refusal is AggregateException several ? string.Join(' ', several.InnerExceptions.Select(e => e.Message)) : refusal.Message;

    private async Task<Exception?> OfferAsync(ClusterSet next)
    {
        var previous = _current;
        var publication = new Publication(next);
        _running = publication;
        _current = next;
        previous.SignalChange();
        var refusal = await publication.Done.Task;
        previous.Dispose();
        return refusal;
    }

    private void Complete(IReadOnlyList<IProxyConfig> applied, Exception? refusal)
    {
        if (_running is { } publication && applied.Contains(publication.Set))
        {
            publication.Done.TrySetResult(refusal);
        }
    }

    private sealed record Publication(ClusterSet Set)
    {
        public TaskCompletionSource<Exception?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
