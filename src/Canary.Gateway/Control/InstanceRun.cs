namespace Canary.Gateway.Control;

/// <summary>Identity of this run of a gateway: its instance's name with a random part, so that a restarted gateway is not taken for what it was.</summary>
/// <param name="Id">As <c>gateway-1/3f2a…</c>.</param>
internal sealed record InstanceRun(string Id)
{
    /// <summary>A new run of <paramref name="instance"/>.</summary>
    public static InstanceRun Of(InstanceOptions instance) => new($"{instance.Id}/{Guid.NewGuid():N}");
}
