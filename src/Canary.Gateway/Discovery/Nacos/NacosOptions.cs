namespace Canary.Gateway.Discovery.Nacos;

/// <summary>Where Nacos is asked, and as whom.</summary>
internal sealed record NacosOptions
{
    /// <summary>The HTTP address of a server, without <c>/nacos</c>. Default <c>http://127.0.0.1:8848</c>.</summary>
    public Uri Address { get; init; } = new("http://127.0.0.1:8848");

    /// <summary>The user; null: nobody logs in. Default null.</summary>
    public string? Username { get; init; }

    /// <summary>The user's password. Default null.</summary>
    public string? Password { get; init; }

    /// <summary>The namespace's id; null: the public one. Default null.</summary>
    public string? Namespace { get; init; }

    /// <summary>What may be shown, which no secret is.</summary>
    public override string ToString() => $"Nacos at {Address.Authority}";
}
