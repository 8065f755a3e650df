using Canary.Gateway.Storage;
using Canary.TestKit;

namespace Canary.Gateway.RedisTests.Storage;

/// <summary>What gateways say of their traffic, and who leads.</summary>
public abstract partial class StoreContract
{
    private static readonly TimeSpan Minutes = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Nobody_looks_until_somebody_does_and_then_for_so_long()
    {
        (await Store.Board.IsWatchedAsync(default)).ShouldBeFalse();

        await Store.Board.WatchAsync(Minutes, default);
        (await Store.Board.IsWatchedAsync(default)).ShouldBeTrue();
        await Store.Board.WatchAsync(TimeSpan.FromMilliseconds(1), default);
        await Eventually.TrueAsync(async () => !await Store.Board.IsWatchedAsync(default), "nobody looks any more");
    }

    [Fact]
    public async Task What_a_gateway_says_replaces_what_it_said_before_and_goes_by_itself()
    {
        await Store.Board.PostAsync("gw-1", "one", Minutes, default);
        await Store.Board.PostAsync("gw-2", "two", Minutes, default);
        await Store.Board.PostAsync("gw-1", "three", Minutes, default);

        var said = await Store.Board.ReadAsync(["gw-1", "gw-2", "gw-3"], default);
        said.OrderBy(post => post.Key).ShouldBe([new("gw-1", "three"), new("gw-2", "two")]);
        (await Store.Board.ReadAsync(["gw-2"], default)).Keys.ShouldBe(["gw-2"]);
        (await Store.Board.ReadAsync([], default)).ShouldBeEmpty();

        await Store.Board.PostAsync("gw-1", "four", TimeSpan.FromMilliseconds(1), default);
        await Eventually.TrueAsync(async () => (await Store.Board.ReadAsync(["gw-1"], default)).Count == 0, "it has gone");
    }

    [Fact]
    public async Task Gateways_are_listed_with_the_lease_by_which_they_lead()
    {
        await Store.AnnounceInstanceAsync(new InstanceInfo("gw-1", "0.1.0", 3, default, default) { LeaseToken = 7 }, default);
        await Store.AnnounceInstanceAsync(new InstanceInfo("gw-2", "0.1.0", 3, default, default), default);
        (await Store.ReadInstancesAsync(Minutes, default)).Select(gateway => gateway.LeaseToken).ShouldBe([7L, 0]);

        await Store.AnnounceInstanceAsync(new InstanceInfo("gw-1", "0.1.0", 3, default, default), default);
        await Store.AnnounceInstanceAsync(new InstanceInfo("gw-2", "0.1.0", 3, default, default) { LeaseToken = 8 }, default);
        (await Store.ReadInstancesAsync(Minutes, default)).Select(gateway => gateway.LeaseToken).ShouldBe([0L, 8]);
    }
}
