using DnsClient;
using DnsClient.Protocol;

namespace Canary.Gateway.Discovery.Dns;

/// <summary>Asks a DNS server one question at a time, and tells an answer that says "nothing" from none.</summary>
internal sealed class DnsQuestions(ILookupClient client, string server, SemaphoreSlim places)
{
    // Until when "nothing" is believed where the server does not say.
    private static readonly TimeSpan UsualNegativeLife = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestNegativeLife = TimeSpan.FromSeconds(30);

    /// <summary>Asks.</summary>
    /// <returns>The records of that type, with aliases followed by the server, and for how long they hold.</returns>
    /// <exception cref="DiscoveryException">No answer, not an answer to this question, or one that says that the server failed.</exception>
    public async Task<DnsAnswer> AskAsync(string name, QueryType type, CancellationToken cancellation)
    {
        var asked = new DnsQuestion(name, type);
        IDnsQueryResponse answer;
        await places.WaitAsync(cancellation);
        try
        {
            answer = await client.QueryAsync(asked, cancellation);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            // The library has exceptions of its own for what is malformed, some of which it does not show.
            throw new DiscoveryException($"the DNS server {server} does not answer the question for {type} of '{name}': {(exception.InnerException ?? exception).Message}", exception);
        }
        finally
        {
            places.Release();
        }

        var code = answer.Header.ResponseCode;
        if (code is not (DnsHeaderResponseCode.NoError or DnsHeaderResponseCode.NotExistentDomain))
        {
            throw new DiscoveryException($"the DNS server {server} answers {code} to the question for {type} of '{name}'");
        }

        if (answer.Header.ResultTruncated)
        {
            throw new DiscoveryException($"the DNS server {server} does not give the whole answer to the question for {type} of '{name}'");
        }

        if (answer.Questions is not [var echoed] || echoed.QuestionType != type || !Same(echoed.QueryName.Value, asked.QueryName.Value))
        {
            throw new DiscoveryException($"the DNS server {server} answers another question than that for {type} of '{name}'");
        }

        var records = answer.Answers.Where(record => (int)record.RecordType == (int)type).ToList();
        return records.Count > 0
            ? new DnsAnswer(records, answer.Answers.Min(LifeOf))
            : new DnsAnswer([], NegativeLifeOf(answer));
    }

    private static bool Same(string one, string other) => string.Equals(one.TrimEnd('.'), other.TrimEnd('.'), StringComparison.OrdinalIgnoreCase);

    private static TimeSpan LifeOf(DnsResourceRecord record) => TimeSpan.FromSeconds(Math.Max(0, record.InitialTimeToLive));

    // RFC 2308: the smaller of the SOA record's own time to live and the one in it.
    private static TimeSpan NegativeLifeOf(IDnsQueryResponse answer)
    {
        var life = answer.Authorities.OfType<SoaRecord>().Select(soa => TimeSpan.FromSeconds(Math.Min(Math.Max(0, soa.InitialTimeToLive), soa.Minimum))).FirstOrDefault(UsualNegativeLife);
        return life < LongestNegativeLife ? life : LongestNegativeLife;
    }
}
