using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Canary.Core.Services;
using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery.Registries;

namespace Canary.Gateway.Discovery.Kubernetes;

/// <summary>Asks the API of Kubernetes for the endpoint slices of one service: all, or their changes.</summary>
internal sealed class KubernetesQuestions(KubernetesOptions options, HttpMessageInvoker http, TimeProvider time, KubernetesDiscoveryConfig wanted)
{
    // The server ends a watch by itself after so long; one that is dead for no reason that TCP tells is given up a little later.
    private static readonly TimeSpan Watches = TimeSpan.FromMinutes(4);

    private readonly RegistryClient _client = new("Kubernetes", options.Address ?? new Uri("https://kubernetes.default.svc"), http, time);

    /// <summary>Reads answers and tells failures.</summary>
    public RegistryClient Client => _client;

    /// <summary>All slices, as JSON.</summary>
    /// <exception cref="DiscoveryException">No list came.</exception>
    public async Task<ReadOnlyMemory<byte>> ListAsync(CancellationToken cancellation)
    {
        using var request = await RequestAsync("", cancellation);
        var answer = await _client.AskAsync(request, RegistryClient.Patience, cancellation);
        return answer.Status == HttpStatusCode.OK ? answer.Body : throw Unwelcome(answer);
    }

    /// <summary>The changes after a version.</summary>
    /// <returns>They, or null where the server does not remember that version any more.</returns>
    /// <exception cref="DiscoveryException">No watch began.</exception>
    public async Task<KubernetesStream?> WatchAsync(string version, CancellationToken cancellation)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"&watch=1&allowWatchBookmarks=true&timeoutSeconds={(int)Watches.TotalSeconds}&resourceVersion={Uri.EscapeDataString(version)}");
        using var request = await RequestAsync(query, cancellation);
        var response = await _client.OpenAsync(request, RegistryClient.Patience, cancellation);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return new KubernetesStream(_client, response, Watches + RegistryClient.Patience);
        }

        using (response)
        {
            if (response.StatusCode == HttpStatusCode.Gone)
            {
                return null;
            }

            throw Unwelcome(new RegistryAnswer(response.StatusCode, response.Headers, default));
        }
    }

    private DiscoveryException Unwelcome(RegistryAnswer answer) => _client.Unwelcome(answer, $"a question for endpoint slices of service {Quoted.Text(wanted.Service)}");

    private async Task<HttpRequestMessage> RequestAsync(string query, CancellationToken cancellation)
    {
        if (options.Address is null)
        {
            throw new DiscoveryException("The address of Kubernetes is not set, and KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT do not tell it, as this is no pod.");
        }

        var space = wanted.Namespace ?? options.Namespace ?? await FileAsync(options.NamespacePath, cancellation);
        var labels = string.Join(',', wanted.Labels.Select(pair => $"{pair.Key}={pair.Value}").Prepend($"kubernetes.io/service-name={wanted.Service}"));
        var request = _client.Request(HttpMethod.Get, $"/apis/discovery.k8s.io/v1/namespaces/{Uri.EscapeDataString(space)}/endpointslices?labelSelector={Uri.EscapeDataString(labels)}{query}");

        // With TLS all watches share one connection.
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (options.TokenPath is { } path)
        {
            _client.AddSecret(request, "Authorization", $"Bearer {await FileAsync(path, cancellation)}");
        }

        return request;
    }

    private async Task<string> FileAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return (await File.ReadAllTextAsync(path, cancellation)).Trim();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw _client.Failure($"cannot be asked, as {path} cannot be read: {problem.Message.TrimEnd('.')}", problem);
        }
    }
}
