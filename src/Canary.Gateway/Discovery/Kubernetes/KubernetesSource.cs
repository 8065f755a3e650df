using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery.Settings;

namespace Canary.Gateway.Discovery.Kubernetes;

/// <summary>Finds destinations among the ready endpoints of services in Kubernetes.</summary>
/// <param name="options">Where Kubernetes is asked.</param>
/// <param name="http">What sends; disposed of together with the source. See <see cref="KubernetesHandler"/>.</param>
/// <param name="time">The clock.</param>
internal sealed class KubernetesSource(KubernetesServer options, HttpMessageInvoker http, TimeProvider time) : IDestinationSource, IDisposable
{
    /// <inheritdoc/>
    public string Kind => "kubernetes";

    /// <summary>The source that settings, or the pod's environment, allow; null where they name no API server.</summary>
    public static KubernetesSource? Create(KubernetesOptions options, TimeProvider time)
    {
        var server = new KubernetesServer { TokenPath = options.TokenPath, CertificatePath = options.CertificatePath, Namespace = options.Namespace };
        server = options.Address is { Length: > 0 } address ? server with { Address = new Uri(address) } : server;
        return server.Address is null ? null : new KubernetesSource(server, new HttpMessageInvoker(KubernetesHandler.Create(server.CertificatePath)), time);
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <inheritdoc/>
    public IDestinationWatch Watch(DiscoveryConfig discovery) =>
        new KubernetesWatch(new KubernetesQuestions(options, http, time, (KubernetesDiscoveryConfig)discovery), (KubernetesDiscoveryConfig)discovery);
}
