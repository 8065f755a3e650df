namespace Canary.Gateway.Discovery.Kubernetes;

/// <summary>Where the API of Kubernetes is asked, and as whom. The defaults are those of a pod with a service account.</summary>
internal sealed record KubernetesOptions
{
    private const string Account = "/var/run/secrets/kubernetes.io/serviceaccount/";

    /// <summary>The address of the API server; null: nowhere. Default what <c>KUBERNETES_SERVICE_HOST</c> and <c>KUBERNETES_SERVICE_PORT</c> say.</summary>
    public Uri? Address { get; init; } = InCluster(Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST"), Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT"));

    /// <summary>The file with the token, read again for each question, as it is renewed; null: no token. Default the service account's.</summary>
    public string? TokenPath { get; init; } = Account + "token";

    /// <summary>The file with the certificates that the server's is signed by, as PEM; null: what the system trusts. Default the service account's.</summary>
    public string? CertificatePath { get; init; } = Account + "ca.crt";

    /// <summary>The namespace of services that name none; null: that of the pod. Default null.</summary>
    public string? Namespace { get; init; }

    /// <summary>The file with the pod's namespace. Default the service account's.</summary>
    public string NamespacePath { get; init; } = Account + "namespace";

    /// <summary>The address that a pod's environment tells, or null.</summary>
    /// <param name="host">A name or an address; IPv6 without brackets.</param>
    /// <param name="port">The port.</param>
    public static Uri? InCluster(string? host, string? port) =>
        Uri.TryCreate($"https://{(host?.Contains(':', StringComparison.Ordinal) == true ? $"[{host}]" : host)}:{port}", UriKind.Absolute, out var address) ? address : null;
}
