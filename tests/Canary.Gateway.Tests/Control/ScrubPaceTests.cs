using Canary.Gateway.Control;
using Canary.Gateway.Storage;
using Canary.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Canary.Gateway.Tests.Control;

/// <summary>How often a gateway looks at the stored documents, by how many gateways the store knows.</summary>
public sealed class ScrubPaceTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("canary-pace-").FullName;
    private readonly SteppedTime _time = new();
    private FileStore _store = null!;
    private ScrubPace _pace = null!;

    public async ValueTask InitializeAsync()
    {
        _store = new FileStore(new StoreOptions { Path = _folder }, _time, NullLogger<FileStore>.Instance);
        await _store.StartAsync(CancellationToken.None);
        _pace = new ScrubPace(_store, _time);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(1, 600)]
    [InlineData(20, 600)]
    [InlineData(100, 120)]
    [InlineData(600, 20)]
    [InlineData(5000, 10)]
    public async Task IsDue_AmongManyGateways_IsSeldom(int gateways, int looks)
    {
        await AnnounceAsync(gateways);
        (await LooksAsync(600)).ShouldBe(looks);
    }

    [Fact]
    public async Task IsDue_WhenGatewaysCome_BecomesSeldomWithTheNextCount()
    {
        (await LooksAsync(10)).ShouldBe(10);
        await AnnounceAsync(200);
        _time.Advance(TimeSpan.FromSeconds(11));
        (await LooksAsync(100)).ShouldBe(10);
    }

    private async Task AnnounceAsync(int gateways)
    {
        for (var i = 0; i < gateways; i++)
        {
            await _store.AnnounceInstanceAsync(new InstanceInfo($"gateway-{i}", "1", 0, _time.GetUtcNow(), _time.GetUtcNow()), CancellationToken.None);
        }
    }

    private async Task<int> LooksAsync(int turns)
    {
        var looks = 0;
        for (var i = 0; i < turns; i++)
        {
            looks += await _pace.IsDueAsync(CancellationToken.None) ? 1 : 0;
        }

        return looks;
    }
}
