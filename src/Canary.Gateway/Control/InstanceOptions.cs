namespace Canary.Gateway.Control;

/// <summary>How this gateway names itself: the settings under <c>Canary:Instance</c>.</summary>
internal sealed class InstanceOptions
{
    /// <summary>1 to 128 printable characters, unique among the gateways of a store. Default: host name and process id.</summary>
    public string Id { get; set; } = $"{Environment.MachineName}-{Environment.ProcessId}";
}
