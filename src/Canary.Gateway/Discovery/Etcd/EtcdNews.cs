namespace Canary.Gateway.Discovery.Etcd;

/// <summary>What a message of a watch means for the keys that are known.</summary>
internal enum EtcdNews
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Some are others now.</summary>
    Changed,

    /// <summary>What happened can't be learned any more: all must be read again.</summary>
    Lost,
}
