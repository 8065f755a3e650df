namespace Canary.Gateway.Addressing;

/// <summary>Where the gateway must not be sent to: the settings under <c>Canary:Addresses</c>. Link-local addresses and its own admin listener are refused always.</summary>
internal sealed class AddressOptions
{
    /// <summary>Addresses and CIDR ranges that no destination may have. Default none.</summary>
    public IList<string> RefusedDestinations { get; set; } = [];

    /// <summary>Addresses and CIDR ranges that no sink, gate or check may have. Default none.</summary>
    public IList<string> RefusedCallbacks { get; set; } = [];
}
