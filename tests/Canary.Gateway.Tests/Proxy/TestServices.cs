using Canary.Core.Services;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy;

/// <summary>Declarations of services in front of stub backends.</summary>
internal static class TestServices
{
    /// <summary>A service for every host and path with the variants <c>stable</c> and <c>canary</c>.</summary>
    public static ServiceConfig Split(StubBackend stable, StubBackend canary, decimal canaryPercent, string name = "shop") =>
        Split(Variant(stable), Variant(canary), canaryPercent, name);

    public static ServiceConfig Split(VariantConfig stable, VariantConfig canary, decimal canaryPercent, string name = "shop") => new()
    {
        Name = name,
        Variants = new Dictionary<string, VariantConfig> { ["stable"] = stable, ["canary"] = canary },
        Weights = Weights(canaryPercent),
    };

    /// <summary>A service for every host and path with the one variant <c>stable</c>.</summary>
    public static ServiceConfig Single(StubBackend backend, string name = "shop") => Single(Variant(backend), name);

    public static ServiceConfig Single(VariantConfig stable, string name = "shop") => new()
    {
        Name = name,
        Variants = new Dictionary<string, VariantConfig> { ["stable"] = stable },
    };

    public static VariantConfig Variant(params StubBackend[] backends) =>
        new() { Destinations = [.. backends.Select(backend => new DestinationConfig(backend.Address))] };

    public static Dictionary<string, Weight> Weights(decimal canaryPercent) => new()
    {
        ["stable"] = Weight.FromHundredths((int)((100 - canaryPercent) * 100)),
        ["canary"] = Weight.FromHundredths((int)(canaryPercent * 100)),
    };

    public static RuleConfig Rule(ConditionConfig when, string variant = "canary", string name = "rule") => new() { Name = name, When = when, Variant = variant };

    public static ValueConditionConfig Value(FactSource source, string name, string equals) => new(source, name, new ValueTestConfig(TestOperator.Equals, [equals]));
}
