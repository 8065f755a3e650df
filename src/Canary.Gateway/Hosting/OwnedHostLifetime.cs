namespace Canary.Gateway.Hosting;

/// <summary>The lifetime of a host inside the process: it takes no signals, as <see cref="GatewayApplication"/> starts and stops it.</summary>
internal sealed class OwnedHostLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
