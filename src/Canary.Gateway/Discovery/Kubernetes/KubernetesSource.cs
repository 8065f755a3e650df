using Canary.Core.Services.Discovery;

namespace Canary.Gateway.Discovery.Kubernetes;

/// <summary>Finds destinations among the ready endpoints of services in Kubernetes.</summary>
/// <param name="options">Where Kubernetes is asked.</param>
/// <param name="http">What sends; its owner disposes of it. See <see cref="KubernetesHandler"/>.</param>
/// <param name="time">The clock.</param>
internal sealed class KubernetesSource(KubernetesOptions options, HttpMessageInvoker http, TimeProvider time) : IDestinationSource
{
    /// <inheritdoc/>
    public string Kind => "kubernetes";

    /// <inheritdoc/>
    public IDestinationWatch Watch(DiscoveryConfig discovery) =>
        new KubernetesWatch(new KubernetesQuestions(options, http, time, (KubernetesDiscoveryConfig)discovery), (KubernetesDiscoveryConfig)discovery);
}
