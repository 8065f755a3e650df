namespace Canary.Gateway.Discovery.Settings;

/// <summary>The Consul agent that is asked for destinations: the settings under <c>Canary:Discovery:Consul</c>.</summary>
internal sealed class ConsulOptions
{
    /// <summary>URL of the agent's HTTP API, as <c>http://127.0.0.1:8500</c>. Default none: Consul is not available.</summary>
    public string? Address { get; set; }

    /// <summary>The ACL token, a secret. Default none.</summary>
    public string? Token { get; set; }
}
