using Canary.Core.Services;
using FsCheck;
using FsCheck.Fluent;

namespace Canary.Core.Tests.Services;

/// <summary>Generates valid services of every shape that a document can have.</summary>
internal static class ServiceGenerator
{
    private static readonly Gen<string> Name = Text("abcxyz019", 1, 12);

    private static readonly Gen<string> Token = Text("abcXYZ019-_!#~", 1, 12);

    private static readonly Gen<string> Words = Text("aZ09 \"'\\/<>&+{}äß€漢", 1, 20);

    private static readonly Gen<string> Path = Gen.Elements("/", "/shop", "/a/b", "/größe", "/x y");

    private static Gen<string> Address =>
        from scheme in Gen.Elements("http", "https")
        from host in Gen.OneOf(Name, Gen.Elements("10.0.0.1", "[::1]", "shop.svc.local"))
        from port in Gen.Choose(1, 65535)
        from path in Gen.Elements("", "/", "/base/path")
        select $"{scheme}://{host}:{port}{path}";

    /// <summary>Valid services.</summary>
    public static Gen<ServiceConfig> Services =>
        from name in Name
        from names in Distinct(Name, 1, ServiceConfig.MaxVariants)
        from variants in Variant.ArrayOf(names.Length)
        from baseline in Gen.Elements(names)
        from weights in Weights(names)
        from rules in Distinct(Words, 0, 5)
        from rulesOf in Gen.Zip(Gen.Elements(names), Condition(4)).ArrayOf(rules.Length)
        from sticky in Distinct(Sticky, 0, 4)
        from hosts in Distinct(Gen.Elements("a.com", "*.b.com", "10.0.0.1", "c"), 0, 3)
        from path in Path
        from timeouts in Duration(TimeSpan.FromMilliseconds(1)).ArrayOf(3)
        from traffic in TrafficGenerator.Of(names)
        from deadline in Gen.Elements<TimeSpan?>(null, TimeSpan.FromSeconds(3))
        from flags in Gen.Elements(true, false).ArrayOf(2)
        select new ServiceConfig
        {
            Name = name,
            Match = new MatchConfig { Hosts = hosts, Path = path },
            Baseline = baseline,
            Variants = new OrderedDictionary<string, VariantConfig>(names.Zip(variants, KeyValuePair.Create)),
            Weights = weights,
            Rules = [.. rules.Zip(rulesOf, (rule, of) => new RuleConfig { Name = rule, Variant = of.Item1, When = of.Item2 })],
            Sticky = sticky,
            Timeouts = new TimeoutsConfig { Connect = timeouts[0], FirstByte = timeouts[1], Idle = timeouts[2], Deadline = deadline },
            Traffic = traffic,
            ExposeVariant = flags[0],
            RolledBack = flags[1],
        };

    private static Gen<VariantConfig> Variant =>
        from addresses in Distinct(Address, 1, 4)
        from weighted in Gen.Elements(true, false)
        from weights in Gen.Choose(1, 1000).ArrayOf(addresses.Length)
        from policy in Gen.Elements(Enum.GetValues<LoadBalancingPolicy>())
        from hasPolicy in Gen.Elements(true, false)
        from protocol in Gen.Elements(Enum.GetValues<BackendProtocol>())
        from active in Active
        from passive in Passive
        from discovery in TrafficGenerator.Discovery
        from has in Gen.Elements(true, false).ArrayOf(4)
        select new VariantConfig
        {
            Destinations = [.. addresses.Zip(weights, (address, weight) => new DestinationConfig(address, weighted ? weight : 1))],
            LoadBalancing = !hasPolicy ? null : weighted ? LoadBalancingPolicy.WeightedRandom : policy,
            Protocol = protocol,
            ActiveHealthCheck = has[0] ? active : null,
            PassiveHealthCheck = has[1] ? passive : null,
            Discovery = has[2] ? discovery : null,
            SlowStart = TimeSpan.FromSeconds(has[3] ? 30 : 0),
            MaxConcurrency = has[3] ? 7 : null,
        };

    private static Gen<ActiveHealthCheckConfig> Active =>
        from interval in Duration(TimeSpan.FromMilliseconds(100))
        from timeout in Duration(TimeSpan.FromMilliseconds(10))
        from threshold in Gen.Choose(1, 100)
        select new ActiveHealthCheckConfig { Path = "/healthz", Interval = interval, Timeout = timeout, Threshold = threshold };

    private static Gen<PassiveHealthCheckConfig> Passive =>
        from thousandths in Gen.Choose(1, 1000)
        from reactivation in Duration(TimeSpan.FromMilliseconds(100))
        from failures in Gen.Choose(1, 1000)
        from statuses in Gen.Elements(ValueList<string>.Empty, new ValueList<string>(["4xx", "503"]))
        select new PassiveHealthCheckConfig
        {
            FailureRatio = thousandths / 1000d,
            ConsecutiveFailures = failures,
            Statuses = statuses,
            MaxEjected = Weight.FromHundredths(failures * 10),
            Reactivation = reactivation,
        };

    private static Gen<StickySourceConfig> Sticky => Gen.OneOf(
        Gen.Constant(new StickySourceConfig(StickyKind.Ip)),
        Gen.Elements(StickyKind.Cookie, StickyKind.Header, StickyKind.Claim).SelectMany(kind => Text("abc", 1, 3).Select(name => new StickySourceConfig(kind, name))));

    private static Gen<ValueTestConfig> Test => Gen.OneOf(
        Gen.Elements(new ValueTestConfig(TestOperator.Exists, []), new ValueTestConfig(TestOperator.Absent, [])),
        from of in Gen.Elements(TestOperator.Equals, TestOperator.Prefix, TestOperator.Contains)
        from text in Words
        from ignoreCase in Gen.Elements(true, false)
        select new ValueTestConfig(of, [text], ignoreCase),
        Gen.Elements("^a+$", @"\d{3}", "[a-z]|ö").Select(pattern => new ValueTestConfig(TestOperator.Regex, [pattern])),
        Distinct(Words, 1, 4).Select(texts => new ValueTestConfig(TestOperator.In, texts)));

    private static Gen<IReadOnlyDictionary<string, Weight>> Weights(string[] names) =>
        from given in Gen.Elements(true, false)
        from cuts in Gen.Choose(0, Weight.FullHundredths).ArrayOf(names.Length - 1)
        select (IReadOnlyDictionary<string, Weight>)(given ? Shares(names, cuts) : new Dictionary<string, Weight>());

    private static Dictionary<string, Weight> Shares(string[] names, int[] cuts)
    {
        int[] ends = [.. cuts.Order(), Weight.FullHundredths];
        return names.Select((name, i) => (name, Weight.FromHundredths(ends[i] - (i == 0 ? 0 : ends[i - 1])))).ToDictionary(w => w.name, w => w.Item2);
    }

    private static Gen<ConditionConfig> Condition(int depth)
    {
        var leaf = Gen.OneOf(
            from source in Gen.Elements(Enum.GetValues<FactSource>())
            from name in Token
            from test in Test
            select (ConditionConfig)new ValueConditionConfig(source, name, test),
            Distinct(Gen.Elements("GET", "PUT", "get"), 1, 3).Select(methods => (ConditionConfig)new MethodConditionConfig(methods)),
            Path.Select(path => (ConditionConfig)new PathConditionConfig(path)),
            Distinct(Gen.Elements("10.0.0.0/8", "::1", "2001:db8::/32", "1.2.3.4"), 1, 3).Select(ranges => (ConditionConfig)new IpConditionConfig(ranges)));
        if (depth == 0)
        {
            return leaf;
        }

        var inner = Condition(depth - 1);
        var several = Gen.Choose(1, 3).SelectMany(inner.ArrayOf);
        return Gen.OneOf(
            leaf,
            several.Select(all => (ConditionConfig)new AllConditionConfig(all)),
            several.Select(any => (ConditionConfig)new AnyConditionConfig(any)),
            inner.Select(not => (ConditionConfig)new NotConditionConfig(not)));
    }

    private static Gen<TimeSpan> Duration(TimeSpan min) =>
        Gen.OneOf(Gen.Choose(0, 3_000_000), Gen.Choose(0, 3_000).Select(seconds => seconds * 1_000)).Select(more => min + TimeSpan.FromMilliseconds(more));

    private static Gen<string> Text(string characters, int min, int max) =>
        Gen.Choose(min, max).SelectMany(length => Gen.Elements(characters.ToCharArray()).ArrayOf(length)).Select(text => new string(text));

    private static Gen<T[]> Distinct<T>(Gen<T> items, int min, int max) =>
        Gen.Choose(min, max).SelectMany(items.ArrayOf).Select(all => all.Distinct().ToArray());
}
