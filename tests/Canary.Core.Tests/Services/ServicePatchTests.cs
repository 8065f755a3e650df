using System.Text;
using Canary.Core.Services;

namespace Canary.Core.Tests.Services;

public sealed class ServicePatchTests
{
    private static readonly ServiceConfig Shop = Documents.Valid(Documents.Shop);

    [Fact]
    public void Patch_OfOneField_LeavesTheOthers() =>
        Documents.Text(Patched(Shop, """{"exposeVariant": false}""")).ShouldBe(Documents.Text(Shop with { ExposeVariant = false }));

    [Fact]
    public void Patch_OfAVariantAndItsWeights_AddsThem()
    {
        var shop = Patched(Shop, """{"variants": {"next": {"destinations": ["http://c"]}}, "weights": {"next": 10, "stable": 80}}""");

        shop.Variants.Keys.ShouldBe(["stable", "canary", "next"]);
        shop.Weights.Select(w => $"{w.Key} {w.Value}").ShouldBe(["stable 80", "canary 10", "next 10"]);
    }

    [Fact]
    public void Patch_OfNull_BringsTheDefaultBack()
    {
        var shop = Patched(Shop, """{"sticky": null, "rules": null, "match": {"hosts": null}, "weights": null}""");

        shop.Sticky.ShouldBeEmpty();
        shop.Rules.ShouldBeEmpty();
        shop.Match.Hosts.ShouldBeEmpty();
        shop.WeightOf("stable").ShouldBe(Weight.Full);
    }

    [Theory]
    [InlineData("""{"sticky": {"header": "x-user"}}""")]
    [InlineData("""{"sticky": {"header": "x-user", "cookie": null}}""")]
    [InlineData("""{"sticky": [{"header": "x-user"}]}""")]
    public void Patch_OfASingleStickySource_ReplacesTheOldOne(string patch) =>
        Patched(Shop, patch).Sticky.ShouldBe([new StickySourceConfig(StickyKind.Header, "x-user")]);

    [Theory]
    [InlineData("""{"exposeVariant": false}""", true)]
    [InlineData("""{"weights": {"stable": 90, "canary": 10}}""", false)]
    [InlineData("""{"weights": {"stable": 90, "canary": 10}, "rolledBack": true}""", true)]
    [InlineData("""{"rolledBack": false}""", false)]
    public void Patch_OfARolledBackService_EndsTheRollbackWhereWeightsAreWritten(string patch, bool rolledBack) =>
        Patched(ServiceChanges.RollBack(Shop), patch).RolledBack.ShouldBe(rolledBack);

    [Theory]
    [InlineData("""{"name": "store"}""", "name", "must be 'shop', as the service is addressed, but is 'store'")]
    [InlineData("""{"weights": {"canary": 25}}""", "weights", "sum to 115")]
    [InlineData("""{"variants": {"canary": null}}""", "weights.canary", "is not a variant; the service has: stable.")]
    [InlineData("""{"colour": "red"}""", "colour", "not a known field")]
    [InlineData("""{"timeouts": {"idle": "soon"}}""", "timeouts.idle", "a duration")]
    [InlineData("[]", "", "must be an object, but is a list")]
    [InlineData("{", "", "is not JSON")]
    [InlineData("""{"baseline": "stable", "baseline": "canary"}""", "baseline", "more than once")]
    [InlineData("""{"match": {"path": "/", "path": "/x"}}""", "match.path", "more than once")]
    [InlineData("""{"sticky": [{"cookie": "\ud800"}]}""", "sticky[0].cookie", "whole characters")]
    [InlineData("""{"\ud800": 1}""", "", "whole characters")]
    [InlineData("""{"match": {"\ud800": 1}}""", "match", "whole characters")]
    public void Patch_ToABadService_SaysWhy(string patch, string path, string message) =>
        ServiceDocument.Patch(Shop, Encoding.UTF8.GetBytes(patch)).Errors
            .ShouldContain(error => error.Path == path && error.Message.Contains(message, StringComparison.Ordinal));

    private static ServiceConfig Patched(ServiceConfig service, string patch)
    {
        var result = ServiceDocument.Patch(service, Encoding.UTF8.GetBytes(patch));
        result.Errors.ShouldBeEmpty();
        return result.Value!;
    }
}
