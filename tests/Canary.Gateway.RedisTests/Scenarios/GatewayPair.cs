using Canary.TestKit;

namespace Canary.Gateway.RedisTests.Scenarios;

/// <summary>Two gateways in this process on one real Redis, and a backend for each of two variants.</summary>
internal sealed class GatewayPair : IAsyncDisposable
{
    private GatewayPair()
    {
    }

    public required RedisServer Redis { get; init; }

    public required StubBackend Stable { get; init; }

    public required StubBackend Canary { get; init; }

    public required GatewayUnderTest First { get; init; }

    public required GatewayUnderTest Second { get; init; }

    public static async Task<GatewayPair> StartAsync()
    {
        var redis = await RedisServer.StartAsync();
        return new GatewayPair
        {
            Redis = redis,
            Stable = await StubBackend.StartAsync("stable"),
            Canary = await StubBackend.StartAsync("canary"),
            First = await GatewayUnderTest.StartAsync(("Store:Kind", "Redis"), ("Store:Redis", redis.Configuration)),
            Second = await GatewayUnderTest.StartAsync(("Store:Kind", "Redis"), ("Store:Redis", redis.Configuration)),
        };
    }

    public async ValueTask DisposeAsync()
    {
        await Second.DisposeAsync();
        await First.DisposeAsync();
        await Canary.DisposeAsync();
        await Stable.DisposeAsync();
        await Redis.DisposeAsync();
    }
}
