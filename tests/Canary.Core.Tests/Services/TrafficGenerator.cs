using Canary.Core.Services;
using Canary.Core.Services.Discovery;
using Canary.Core.Services.Traffic;
using FsCheck;
using FsCheck.Fluent;

namespace Canary.Core.Tests.Services;

/// <summary>Generates valid settings of how requests are treated on their way, and of where destinations are found.</summary>
internal static class TrafficGenerator
{
    private static readonly Gen<bool> Flag = Gen.Elements(true, false);

    private static readonly Gen<ValueList<string>> Statuses = Gen.Elements(ValueList<string>.Empty, new ValueList<string>(["503"]), new ValueList<string>(["4xx", "500"]));

    private static readonly Gen<ValueList<string>> Methods = Gen.Elements(ValueList<string>.Empty, new ValueList<string>(["PUT", "purge"]));

    private static readonly Gen<Weight> Percent = Gen.Choose(1, Weight.FullHundredths).Select(Weight.FromHundredths);

    private static readonly Gen<ValueList<KeyValuePair<string, string>>> Pairs = Gen.Elements(
        ValueList<KeyValuePair<string, string>>.Empty, new ValueList<KeyValuePair<string, string>>([new("version", "v2 \"ä\""), new("zone", "")]));

    /// <summary>Where destinations are found, of every kind.</summary>
    public static Gen<DiscoveryConfig> Discovery =>
        from pairs in Pairs
        from scheme in Gen.Elements("http", "https")
        from kind in Gen.Choose(0, 5)
        select (DiscoveryConfig)(kind switch
        {
            0 => new DnsDiscoveryConfig { Name = "shop.internal", Port = 8080, Scheme = scheme },
            1 => new DnsDiscoveryConfig { Name = "_http._tcp.shop.internal.", Scheme = scheme },
            2 => new ConsulDiscoveryConfig { Service = "shop", Tags = new(pairs.Select(pair => pair.Key)), Meta = pairs, Datacenter = pairs.Count > 0 ? "dc 1" : null, Scheme = scheme },
            3 => new NacosDiscoveryConfig { Service = "shop", Clusters = new(pairs.Select(pair => pair.Key)), Metadata = pairs, Scheme = scheme },
            4 => new EtcdDiscoveryConfig { Prefix = "/backends/shop/", Scheme = scheme },
            _ => new KubernetesDiscoveryConfig { Service = "shop", Namespace = pairs.Count > 0 ? "prod" : null, Port = pairs.Count > 0 ? "http" : null, Labels = pairs, Scheme = scheme },
        });

    /// <summary>How requests are treated on their way.</summary>
    /// <param name="variants">The service's variants.</param>
    public static Gen<TrafficConfig> Of(string[] variants) =>
        from statuses in Statuses
        from methods in Methods
        from percent in Percent
        from variant in Gen.Elements(variants)
        from body in Gen.Choose(0, 1 << 20)
        from has in Flag.ArrayOf(8)
        select new TrafficConfig
        {
            Fallback = has[0] ? new FallbackConfig { Statuses = statuses, Methods = methods, MaxBody = body, Budget = percent, After = has[1] ? TimeSpan.FromMilliseconds(250) : null } : null,
            Retries = has[1] ? new RetriesConfig { Statuses = statuses, Methods = methods, MaxBody = body, Budget = percent, Attempts = 3 } : null,
            Mirror = has[2] ? new MirrorConfig { Variant = variant, Percent = percent, Methods = methods, HostSuffix = "-shadow", MaxBody = body, MaxPending = 7, Compare = has[3] ? Comparison(percent) : null } : null,
            Limits = has[4] ? new LimitsConfig { MaxBody = has[5] ? 1L << 33 : null, Rate = has[6] ? new RateLimitConfig { Requests = 5, Per = TimeSpan.FromMinutes(1), Burst = has[7] ? 9 : null } : null } : null,
            Upstream = has[5] ? new(["front", "*"]) : ValueList<string>.Empty,
            RollbackGrace = TimeSpan.FromSeconds(has[6] ? 0 : 10),
            Transforms = has[7] ? new([new TransformConfig(new([new("PathRemovePrefix", "/shop")])), new TransformConfig(new([new("RequestHeader", "x-a"), new("Set", "a b")]))]) : ValueList<TransformConfig>.Empty,
        };

    private static ComparisonConfig Comparison(Weight percent) => new() { Headers = new(["etag"]), Ignore = new(["/items/*/id"]), MaxBody = 0, Noise = percent };
}
