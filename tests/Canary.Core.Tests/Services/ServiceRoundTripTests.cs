using System.Text;
using Canary.Core.Services;
using FsCheck;
using FsCheck.Fluent;

namespace Canary.Core.Tests.Services;

public sealed class ServiceRoundTripTests
{
    private static readonly Arbitrary<ServiceConfig> AnyService = ServiceGenerator.Services.ToArbitrary();

    private static readonly Config Seeded = Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(20_261, 17);

    [Fact]
    public void Any_service_that_is_written_is_read_back_and_written_the_same() =>
        Prop.ForAll(AnyService, service =>
        {
            var written = ServiceDocument.Write(service);
            var read = ServiceDocument.Read(written);
            read.Errors.ShouldBeEmpty(Encoding.UTF8.GetString(written));
            Encoding.UTF8.GetString(ServiceDocument.Write(read.Value!)).ShouldBe(Encoding.UTF8.GetString(written));
            Same(read.Value!, service);
        }).Check(Seeded);

    [Fact]
    public void An_empty_patch_changes_no_service() =>
        Prop.ForAll(AnyService, service =>
            ServiceDocument.Write(ServiceDocument.Patch(service, "{}"u8.ToArray()).Value!).AsSpan().SequenceEqual(ServiceDocument.Write(service)))
            .Check(Seeded);

    [Fact]
    public void Characters_beyond_the_basic_plane_survive()
    {
        var service = Documents.Valid("""{"name": "shop", "variants": {"stable": {"destinations": ["http://x"]}}, "rules": [{"name": "🐤", "when": {"query": "🐤", "equals": "\ud83d\udc24"}, "variant": "stable"}]}""");

        service.Rules[0].When.ShouldBeOfType<ValueConditionConfig>().Test.Operands.ShouldBe(["🐤"]);
        Documents.Valid(Documents.Text(service)).Rules[0].Name.ShouldBe("🐤");
    }

    [Fact]
    public void A_document_that_its_defaults_make_too_long_is_refused()
    {
        var texts = string.Join(',', Enumerable.Range(0, 60).Select(_ => $"\"{string.Concat(Enumerable.Repeat("🐤", 500))}\""));
        var rules = $$"""[{"name": "a", "when": {"query": "q", "in": [{{texts}}]}, "variant": "stable"}]""";

        Documents.Read($$"""{"name": "shop", "variants": {"stable": {"destinations": ["http://x"]} }, "rules": {{rules}} }""")
            .Errors.ShouldHaveSingleItem().Message.ShouldContain("once its defaults are written; at most 262144");
    }

    // What the written form cannot tell: records compare lists and dictionaries by reference, so they are compared one by one.
    private static void Same(ServiceConfig read, ServiceConfig service)
    {
        read.Name.ShouldBe(service.Name);
        read.Match.Hosts.ShouldBe(service.Match.Hosts);
        read.Variants.Keys.ShouldBe(service.Variants.Keys);
        foreach (var (name, variant) in service.Variants)
        {
            read.WeightOf(name).ShouldBe(service.WeightOf(name));
            read.Variants[name].Destinations.ShouldBe(variant.Destinations);
            (read.Variants[name] with { Destinations = variant.Destinations }).ShouldBe(variant);
        }

        read.Rules.Select(rule => (rule.Name, rule.Variant, Shown(rule.When))).ShouldBe(service.Rules.Select(rule => (rule.Name, rule.Variant, Shown(rule.When))));
        read.Sticky.ShouldBe(service.Sticky);
        read.Timeouts.ShouldBe(service.Timeouts);
        (read.Match.Path, read.Baseline, read.ExposeVariant, read.RolledBack).ShouldBe((service.Match.Path, service.Baseline, service.ExposeVariant, service.RolledBack));
    }

    private static string Shown(ConditionConfig condition) => condition switch
    {
        ValueConditionConfig value => $"{value.Source} {value.Name} {value.Test.Operator} {value.Test.IgnoreCase} {string.Join('|', value.Test.Operands)}",
        MethodConditionConfig method => $"method {string.Join('|', method.Methods)}",
        PathConditionConfig path => $"path {path.Prefix}",
        IpConditionConfig ip => $"ip {string.Join('|', ip.Ranges)}",
        AllConditionConfig all => $"all({string.Join(", ", all.Conditions.Select(Shown))})",
        AnyConditionConfig any => $"any({string.Join(", ", any.Conditions.Select(Shown))})",
        NotConditionConfig not => $"not({Shown(not.Condition)})",
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };
}
