using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery.Settings;
using DnsClient;

namespace Canary.Gateway.Discovery.Dns;

/// <summary>Finds destinations in DNS: UDP, and TCP where an answer is cut off.</summary>
internal sealed class DnsSource(ILookupClient client, string server, TimeProvider time) : IDestinationSource, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // A gateway with thousands of services must not bury its resolver when it starts.
    private const int QuestionsAtOnce = 64;

    private readonly SemaphoreSlim _places = new(QuestionsAtOnce);

    /// <inheritdoc/>
    public string Kind => "dns";

    /// <summary>The source that settings describe; null where there is no server.</summary>
    public static DnsSource? Create(DnsOptions options, TimeProvider time)
    {
        if ((options.Server is { Length: > 0 } setting ? DnsServerAddress.Parse(setting) : DnsServerAddress.OfSystem()) is not { } server)
        {
            return null;
        }

        // No cache: an answer's time to live says when to ask again. Errors are looked at here, as some are answers.
        return new DnsSource(
            new LookupClient(new LookupClientOptions(server) { UseCache = false, Timeout = Patience, Retries = 1, ThrowDnsErrors = false, ContinueOnDnsError = false, ContinueOnEmptyResponse = false }),
            server.ToString(),
            time);
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    /// <inheritdoc/>
    public IDestinationWatch Watch(DiscoveryConfig discovery) => new DnsWatch((DnsDiscoveryConfig)discovery, new DnsQuestions(client, server, _places), time);
}
