namespace Canary.Gateway.Hosting;

/// <summary>Where the process is in its life. Written by <see cref="GatewayApplication"/>, read by readiness.</summary>
internal sealed class GatewayLifecycle
{
    private volatile bool _draining;

    /// <summary>Whether the gateway was asked to stop: it still serves, but wants no new traffic.</summary>
    public bool IsDraining => _draining;

    /// <summary>From now on <c>/readyz</c> says no.</summary>
    public void BeginDraining() => _draining = true;
}
