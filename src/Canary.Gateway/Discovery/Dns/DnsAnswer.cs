using DnsClient.Protocol;

namespace Canary.Gateway.Discovery.Dns;

/// <summary>What a DNS server says to one question.</summary>
/// <param name="Records">Records of the type that was asked for; none where the name or the type does not exist.</param>
/// <param name="Life">For how long that holds.</param>
internal sealed record DnsAnswer(IReadOnlyList<DnsResourceRecord> Records, TimeSpan Life);
