using Canary.Core.Services.Traffic;
using Canary.Gateway.Proxy.Mirroring;

namespace Canary.Gateway.Tests.Proxy.Mirroring;

public sealed class MirrorCountersTests
{
    [Fact]
    public async Task Counters_start_at_zero_outlive_changes_and_go_with_the_mirror()
    {
        await using var shop = await MirroredShop.StartAsync((_, _) => Task.CompletedTask, (_, _) => Task.CompletedTask);
        Series(shop).Count.ShouldBe(6);
        Series(shop).Values.ShouldAllBe(value => value == 0);
        await shop.Client.GetStringAsync("/");
        await shop.SettledAsync();
        await shop.Proxy.ApplyAsync(MirroredShop.Service(shop.Stable.Address, shop.Canary.Address, new MirrorConfig { Variant = "canary", Compare = new ComparisonConfig() }));
        Series(shop)["canary_mirrored_total sent"].ShouldBe(1);
        Series(shop).Count.ShouldBe(10);
        await shop.Proxy.ApplyAsync(MirroredShop.Service(shop.Stable.Address, shop.Canary.Address, null));
        Series(shop).ShouldBeEmpty();
    }

    private static Dictionary<string, double> Series(MirroredShop shop) =>
        shop.Proxy.Resolve<ActiveMirrors>().Families.SelectMany(family => family.Read().Select(sample => (Name: $"{family.Name} {sample.Label3}", sample.Value))).ToDictionary(s => s.Name, s => s.Value);
}
