namespace Canary.Gateway.Discovery.Settings;

/// <summary>The Nacos server that is asked for destinations: the settings under <c>Canary:Discovery:Nacos</c>.</summary>
internal sealed class NacosOptions
{
    /// <summary>URL of the server, as <c>http://nacos:8848</c>. Default none: Nacos is not available.</summary>
    public string? Address { get; set; }

    /// <summary>The user, where Nacos wants one. Default none.</summary>
    public string? Username { get; set; }

    /// <summary>Its password, a secret. Default none.</summary>
    public string? Password { get; set; }

    /// <summary>The id of the namespace. Default none: the public one.</summary>
    public string? Namespace { get; set; }
}
