using System.Globalization;
using System.Net;
using Canary.Core.Services;
using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery.Registries;

namespace Canary.Gateway.Discovery.Consul;

/// <summary>Follows one service by blocking queries: Consul holds the answer back until the index has passed the one we have seen.</summary>
internal sealed class ConsulWatch(RegistryClient client, string? token, ConsulDiscoveryConfig wanted) : IDestinationWatch
{
    private const string IndexHeader = "X-Consul-Index";

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(60);

    // Consul adds up to a sixteenth of the wait, so that not all wake up at once.
    private static readonly TimeSpan HeldBack = Wait + (Wait / 16) + RegistryClient.Patience;

    private readonly string _question = Question(wanted);
    private readonly ConsulPace _pace = new(client.Time);
    private ulong _index;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DestinationConfig>> NextAsync(CancellationToken cancellation)
    {
        var before = _index;
        _index = 0;
        await _pace.TakeAsync(cancellation);
        var answer = await AskAsync(before, cancellation);
        if (answer.Status != HttpStatusCode.OK)
        {
            throw client.Unwelcome(answer, $"a question for service {Quoted.Text(wanted.Service)}");
        }

        var index = IndexOf(answer);
        var found = client.Read(answer.Body, json => ConsulAnswer.Read(json.Span, wanted));

        // An index that went back is that of a restored or renewed server: asking beyond it could miss changes for good.
        _index = index < before ? 0 : Math.Max(1, index);
        return found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private async Task<RegistryAnswer> AskAsync(ulong index, CancellationToken cancellation)
    {
        var blocks = index > 0;
        var query = blocks ? string.Create(CultureInfo.InvariantCulture, $"{_question}&index={index}&wait={(int)Wait.TotalSeconds}s") : _question;
        using var request = client.Request(HttpMethod.Get, query);
        if (!string.IsNullOrWhiteSpace(token))
        {
            client.AddSecret(request, "X-Consul-Token", token.Trim());
        }

        return await client.AskAsync(request, blocks ? HeldBack : RegistryClient.Patience, cancellation);
    }

    private ulong IndexOf(RegistryAnswer answer) =>
        answer.Headers.TryGetValues(IndexHeader, out var texts) && ulong.TryParse(texts.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw client.Failure($"answered without a number in {IndexHeader}");

    private static string Question(ConsulDiscoveryConfig wanted)
    {
        var tags = string.Concat(wanted.Tags.Select(tag => $"&tag={Uri.EscapeDataString(tag)}"));
        var datacenter = wanted.Datacenter is { } name ? $"&dc={Uri.EscapeDataString(name)}" : "";
        return $"/v1/health/service/{Uri.EscapeDataString(wanted.Service)}?passing=1{tags}{datacenter}";
    }
}
