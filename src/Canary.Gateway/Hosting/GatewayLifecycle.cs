namespace Canary.Gateway.Hosting;

/// <summary>Where the process is in its life. Written by <see cref="GatewayApplication"/>, read by readiness.</summary>
internal sealed class GatewayLifecycle
{
    private volatile bool _draining;
    private volatile bool _serving;

    /// <summary>Whether the gateway was asked to stop: it still serves, but wants no new traffic.</summary>
    public bool IsDraining => _draining;

    /// <summary>Whether the proxy listens.</summary>
    public bool IsServing => _serving;

    /// <summary>The proxy listens from now on.</summary>
    public void BeginServing() => _serving = true;

    /// <summary>From now on <c>/readyz</c> says no.</summary>
    public void BeginDraining() => _draining = true;
}
