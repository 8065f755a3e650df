using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery;
using Canary.Gateway.Discovery.Settings;

namespace Canary.Gateway.Tests.Discovery;

public sealed class DestinationSourcesTests
{
    /// <summary>A question of each kind that needs a setting.</summary>
    public static TheoryData<DiscoveryConfig> Questions =>
    [
        new EtcdDiscoveryConfig { Prefix = "/shop/" },
        new ConsulDiscoveryConfig { Service = "shop" },
        new NacosDiscoveryConfig { Service = "shop" },
        new KubernetesDiscoveryConfig { Service = "shop" },
    ];

    [Theory]
    [MemberData(nameof(Questions))]
    public void Of_AKindWithItsSetting_IsItsSource_WithoutItSaysWhatIsMissing(DiscoveryConfig question)
    {
        const string Address = "http://127.0.0.1:1";
        var options = new DiscoveryOptions
        {
            Etcd = { Address = Address },
            Consul = { Address = Address },
            Nacos = { Address = Address },
            Kubernetes = { Address = Address },
        };
        using var all = DestinationSources.Create(options, TimeProvider.System);
        all.Of(question).ShouldNotBeOfType<MissingSource>();
        all.Of(question).Kind.ShouldBe(DiscoveryKinds.Of(question));
        using var watch = all.Of(question).Watch(question);

        using var none = DestinationSources.Create(new DiscoveryOptions(), TimeProvider.System);
        none.Of(question).ShouldBeOfType<MissingSource>().Kind.ShouldBe(DiscoveryKinds.Of(question));
    }
}
