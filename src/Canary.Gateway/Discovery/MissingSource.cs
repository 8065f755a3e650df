using Canary.Core.Services;
using Canary.Core.Services.Discovery;

namespace Canary.Gateway.Discovery;

/// <summary>Stands for a source whose setting is missing: every question fails, and says which setting that is.</summary>
internal sealed class MissingSource(string kind) : IDestinationSource
{
    /// <inheritdoc/>
    public string Kind { get; } = kind;

    /// <inheritdoc/>
    public IDestinationWatch Watch(DiscoveryConfig discovery) => new MissingWatch(Kind);

    private sealed class MissingWatch(string kind) : IDestinationWatch
    {
        public Task<IReadOnlyList<DestinationConfig>> NextAsync(CancellationToken cancellation) => Task.FromException<IReadOnlyList<DestinationConfig>>(
            new DiscoveryException($"no {kind} is set up at this gateway: {DiscoveryKinds.Settings[kind]} is missing"));

        public void Dispose()
        {
        }
    }
}
