using Canary.Core.Services;
using Canary.Core.Services.Discovery;
using DnsClient;
using DnsClient.Protocol;

namespace Canary.Gateway.Discovery.Dns;

/// <summary>Asks for a name's addresses, and again when the answer's time to live has passed.</summary>
/// <remarks>A name whose addresses can't all be asked for is a failure: half a list would take destinations away that are well.</remarks>
internal sealed class DnsWatch(DnsDiscoveryConfig discovery, DnsQuestions questions, TimeProvider time) : IDestinationWatch
{
    private const int MaxTargets = 256;
    private const int TargetsAtOnce = 8;
    private const int MaxWeight = 1000;

    private static readonly TimeSpan ShortestLife = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLife = TimeSpan.FromHours(1);

    private TimeSpan _life = TimeSpan.Zero;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DestinationConfig>> NextAsync(CancellationToken cancellation)
    {
        var wait = _life;
        _life = TimeSpan.Zero;
        await Task.Delay(wait, time, cancellation);
        var (found, life) = discovery.Port is { } port
            ? await AddressesAsync(discovery.Name, port, 1, cancellation)
            : await TargetsAsync(cancellation);
        _life = life < ShortestLife ? ShortestLife : life > LongestLife ? LongestLife : life;
        return found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>The weight of an SRV record, 0 to 65535, as one from 1 to 1000; in proportion where any is larger.</summary>
    internal static int WeightOf(int weight, int largest) => Math.Max(1, largest <= MaxWeight ? weight : (int)((long)weight * MaxWeight / largest));

    private async Task<(List<DestinationConfig> Found, TimeSpan Life)> TargetsAsync(CancellationToken cancellation)
    {
        var answer = await questions.AskAsync(discovery.Name, QueryType.SRV, cancellation);

        // The root as a target says that there is no such service.
        var records = answer.Records.OfType<SrvRecord>().Where(record => record.Target.Value != "." && record.Port > 0).ToList();
        if (records.Count == 0)
        {
            return ([], answer.Life);
        }

        var first = records.Min(record => record.Priority);
        records = [.. records.Where(record => record.Priority == first).Take(MaxTargets)];
        var largest = records.Max(record => record.Weight);
        var (found, life) = (new List<DestinationConfig>(), answer.Life);
        foreach (var some in records.Chunk(TargetsAtOnce))
        {
            var targets = await Task.WhenAll(some.Select(record => AddressesAsync(record.Target.Value, record.Port, WeightOf(record.Weight, largest), cancellation)));
            found.AddRange(targets.SelectMany(target => target.Found));
            life = targets.Select(target => target.Life).Append(life).Min();
        }

        return (found, life);
    }

    private async Task<(List<DestinationConfig> Found, TimeSpan Life)> AddressesAsync(string name, int port, int weight, CancellationToken cancellation)
    {
        var answers = await Task.WhenAll(questions.AskAsync(name, QueryType.A, cancellation), questions.AskAsync(name, QueryType.AAAA, cancellation));
        var addresses = answers.SelectMany(answer => answer.Records).OfType<AddressRecord>().Select(record => FoundAddress.Of(discovery.Scheme, record.Address.ToString(), port));

        // Where there is one kind of address, that the other is missing says little about how long it will be so.
        var lives = answers.Where(answer => answer.Records.Count > 0).DefaultIfEmpty(answers.MinBy(answer => answer.Life)!);
        return ([.. addresses.Select(address => new DestinationConfig(address, weight))], lives.Min(answer => answer.Life));
    }
}
