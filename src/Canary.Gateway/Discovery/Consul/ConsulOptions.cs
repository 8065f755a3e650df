namespace Canary.Gateway.Discovery.Consul;

/// <summary>Where Consul is asked, and as whom.</summary>
internal sealed record ConsulOptions
{
    /// <summary>The HTTP address of an agent. Default <c>http://127.0.0.1:8500</c>.</summary>
    public Uri Address { get; init; } = new("http://127.0.0.1:8500");

    /// <summary>The ACL token, which needs <c>service:read</c> and <c>node:read</c>; null: the anonymous one. Default null.</summary>
    public string? Token { get; init; }

    /// <summary>What may be shown, which no secret is.</summary>
    public override string ToString() => $"Consul at {Address.Authority}";
}
