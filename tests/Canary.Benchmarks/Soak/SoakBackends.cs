using System.Globalization;

namespace Canary.Benchmarks.Soak;

/// <summary>The backends, and what makes them misbehave.</summary>
internal sealed class SoakBackends : IAsyncDisposable
{
    private SoakBackends(SoakBackend first, SoakBackend second, SoakBackend canary, SoakBackend orders) =>
        (First, Second, Canary, Orders) = (first, second, canary, orders);

    /// <summary>A destination of the baseline, which always behaves.</summary>
    public SoakBackend First { get; }

    /// <summary>Another, which goes away at times.</summary>
    public SoakBackend Second { get; }

    /// <summary>The canary, which misbehaves in every way.</summary>
    public SoakBackend Canary { get; }

    /// <summary>Takes orders, and always behaves.</summary>
    public SoakBackend Orders { get; }

    /// <summary>Starts all.</summary>
    public static async Task<SoakBackends> StartAsync() => new(
        await SoakBackend.StartAsync("stable", 9001), await SoakBackend.StartAsync("stable", 9002), await SoakBackend.StartAsync("canary", 9003), await SoakBackend.StartAsync("orders", 9004));

    /// <summary>Makes them misbehave at random until it is cancelled.</summary>
    /// <returns>How often each misbehaviour was begun, by a name for people.</returns>
    public async Task<IReadOnlyDictionary<string, int>> MisbehaveAsync(Random random, CancellationToken stopping)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(1 + (4 * random.NextDouble())), stopping);
                var ofCanary = random.Next(4) > 0;
                var mode = ofCanary ? (Misbehaviour)random.Next(1, 1 + (int)Misbehaviour.Refuses) : Misbehaviour.Refuses;
                var name = string.Create(CultureInfo.InvariantCulture, $"{(ofCanary ? "the canary" : "a destination of the baseline")}: {mode}");
                counts[name] = counts.GetValueOrDefault(name) + 1;
                var backend = ofCanary ? Canary : Second;
                await backend.SetAsync(mode);
                await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(1 + (4 * random.NextDouble())), stopping));
                await backend.SetAsync(Misbehaviour.None);
            }
        }
        catch (OperationCanceledException)
        {
            return counts;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var backend in (SoakBackend[])[First, Second, Canary, Orders])
        {
            await backend.DisposeAsync();
        }
    }
}
