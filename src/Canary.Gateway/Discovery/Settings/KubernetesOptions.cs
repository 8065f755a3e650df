namespace Canary.Gateway.Discovery.Settings;

/// <summary>The Kubernetes API server that is asked for destinations: the settings under <c>Canary:Discovery:Kubernetes</c>.</summary>
internal sealed class KubernetesOptions
{
    private const string AccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount/";

    /// <summary>URL of the API server. Default none: inside a cluster the one that every pod is told, elsewhere Kubernetes is not available.</summary>
    public string? Address { get; set; }

    /// <summary>The file with the token of the service account, read again whenever it changes. Default where Kubernetes puts it.</summary>
    public string TokenPath { get; set; } = AccountFolder + "token";

    /// <summary>The file with the certificates by which the API server is known. Default where Kubernetes puts it.</summary>
    public string CertificatePath { get; set; } = AccountFolder + "ca.crt";

    /// <summary>The namespace of services that name none. Default none: the pod's own.</summary>
    public string? Namespace { get; set; }
}
