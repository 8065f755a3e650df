namespace Canary.Gateway.Discovery.Settings;

/// <summary>The DNS server that is asked for destinations: the settings under <c>Canary:Discovery:Dns</c>.</summary>
internal sealed class DnsOptions
{
    /// <summary>Address of a resolver, with a port other than 53 as <c>10.0.0.2:5353</c> or <c>[fd00::2]:5353</c>. Default: the first nameserver of <c>/etc/resolv.conf</c>.</summary>
    public string? Server { get; set; }
}
