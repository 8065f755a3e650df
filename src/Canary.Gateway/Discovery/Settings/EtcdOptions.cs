namespace Canary.Gateway.Discovery.Settings;

/// <summary>The etcd cluster that is asked for destinations: the settings under <c>Canary:Discovery:Etcd</c>.</summary>
internal sealed class EtcdOptions
{
    /// <summary>URLs of its members, as <c>http://etcd-1:2379,http://etcd-2:2379</c>; where one fails the next is asked. Default none: etcd is not available.</summary>
    public string? Address { get; set; }

    /// <summary>The user, where etcd wants one. Default none.</summary>
    public string? Username { get; set; }

    /// <summary>Its password, a secret. Default none.</summary>
    public string? Password { get; set; }
}
