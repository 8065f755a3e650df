using Canary.TestKit;

namespace Canary.Cli.Tests.Convert;

/// <summary>Backends that answer with the name of their variant, at the addresses that samples name.</summary>
internal sealed class NamedBackends : IAsyncDisposable
{
    private readonly List<StubBackend> _backends = [];

    /// <summary>The backends by the addresses of the samples.</summary>
    public Dictionary<string, StubBackend> ByAddress { get; } = [];

    /// <summary>Starts a canary and a stable one.</summary>
    public static async Task<NamedBackends> StartAsync()
    {
        var all = new NamedBackends();
        var (stable, canary) = (await StubBackend.StartAsync("stable"), await StubBackend.StartAsync("canary"));
        all._backends.AddRange([stable, canary]);
        (all.ByAddress["10.0.0.1:8080"], all.ByAddress["10.0.0.3:8080"], all.ByAddress["10.0.0.2:8080"]) = (stable, stable, canary);
        return all;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var backend in _backends)
        {
            await backend.DisposeAsync();
        }
    }
}
