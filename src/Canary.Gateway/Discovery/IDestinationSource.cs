using Canary.Core.Services;
using Canary.Core.Services.Discovery;

namespace Canary.Gateway.Discovery;

/// <summary>A kind of place where destinations are found: DNS, Consul, Nacos, etcd, Kubernetes. Backoff, the last good list and metrics are not its business.</summary>
internal interface IDestinationSource
{
    /// <summary>The kind, as it is named in documents and metrics: <c>dns</c>, <c>consul</c>, <c>nacos</c>, <c>etcd</c> or <c>kubernetes</c>.</summary>
    string Kind { get; }

    /// <summary>Begins to follow. Nothing is asked before the first <see cref="IDestinationWatch.NextAsync"/>.</summary>
    /// <param name="discovery">What to look for; of the source's own kind.</param>
    IDestinationWatch Watch(DiscoveryConfig discovery);
}

/// <summary>One question that is asked again and again. Used by one caller at a time.</summary>
internal interface IDestinationWatch : IDisposable
{
    /// <summary>The whole list: at first as soon as the source answers, afterwards as soon as it may have changed. An unchanged list may come, too.</summary>
    /// <returns>What was found, in any order; none where the source says that there are none.</returns>
    /// <exception cref="DiscoveryException">The source does not answer, or not in its form. The next call begins anew.</exception>
    Task<IReadOnlyList<DestinationConfig>> NextAsync(CancellationToken cancellation);
}

/// <summary>A source did not answer, or not in its form.</summary>
/// <param name="message">What happened, in one sentence that names the source's address.</param>
/// <param name="inner">Why, where that is known.</param>
internal sealed class DiscoveryException(string message, Exception? inner = null) : Exception(message, inner);
