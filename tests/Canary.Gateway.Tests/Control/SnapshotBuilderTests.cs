using Canary.Core.Selection;
using Canary.Gateway.Control;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Tests.Control;

public sealed class SnapshotBuilderTests
{
    [Fact]
    public void Build_Changes_KeepsTheObjectsOfServicesThatDidNotChange()
    {
        var first = Build(Snapshot.Empty, Changes(2, [Document("shop", 1, "/"), Document("api", 2, "/api")]))!;
        var second = Build(first, Changes(3, [Document("api", 3, "/api/v2")]))!;

        second.Revision.ShouldBe(3);
        second.Services["shop"].ShouldBeSameAs(first.Services["shop"]);
        second.Services["api"].Config.Match.Path.ShouldBe("/api/v2");
        second.Services["api"].Revision.ShouldBe(3);
    }

    [Fact]
    public void Build_Deletion_RemovesTheService()
    {
        var first = Build(Snapshot.Empty, Changes(2, [Document("shop", 1, "/"), Document("api", 2, "/api")]))!;
        var second = Build(first, Changes(3, [], "shop"))!;

        second.Services.Keys.ShouldBe(["api"]);
    }

    [Fact]
    public void Build_CompleteChanges_RemoveWhatTheyDoNotName()
    {
        var first = Build(Snapshot.Empty, Changes(2, [Document("shop", 1, "/"), Document("api", 2, "/api")]))!;
        var second = Build(first, Changes(9, [Document("api", 2, "/api")]) with { IsComplete = true })!;

        second.Services.Keys.ShouldBe(["api"]);
    }

    [Theory]
    [InlineData("{\"name\": \"shop\", \"weights\": ", "service 'shop' at revision 7: document:")]
    [InlineData("{\"name\": \"shop\"}", "service 'shop' at revision 7: variants:")]
    [InlineData("{\"name\": \"shop\", \"variants\": {\"stable\": {\"destinations\": [\"ftp://x\"]}}}", "service 'shop' at revision 7: variants.stable.destinations[0]:")]
    public void Build_InvalidDocument_RefusesEverythingAndNamesServiceAndField(string document, string expected)
    {
        var changes = Changes(7, [Document("api", 6, "/api"), new StoredDocument("shop", 7, document)]);

        SnapshotBuilder.Build(Snapshot.Empty, changes, out var refusal).ShouldBeNull();
        refusal!.ShouldStartWith(expected);
    }

    [Fact]
    public void Build_DocumentUnderAnotherName_IsRefused()
    {
        var changes = Changes(1, [Document("shop", 1, "/") with { Name = "cart" }]);

        SnapshotBuilder.Build(Snapshot.Empty, changes, out var refusal).ShouldBeNull();
        refusal.ShouldBe("service 'cart' at revision 1: name: is 'shop', must be the name that it is stored under");
    }

    [Fact]
    public void Build_TwoServicesAtOnePlace_IsRefused()
    {
        var first = Build(Snapshot.Empty, Changes(1, [Document("shop", 1, "/")]))!;

        SnapshotBuilder.Build(first, Changes(2, [Document("cart", 2, "/")]), out var refusal).ShouldBeNull();
        refusal.ShouldBe("service 'cart' at revision 2: match: '*|/' is taken by service 'shop'");
    }

    [Fact]
    public void Build_MatchThatMovesFromOneServiceToAnother_IsAccepted()
    {
        var first = Build(Snapshot.Empty, Changes(2, [Document("shop", 1, "/a"), Document("cart", 2, "/b")]))!;
        var second = Build(first, Changes(4, [Document("shop", 3, "/b"), Document("cart", 4, "/a")]))!;

        second.Services["cart"].Config.Match.Path.ShouldBe("/a");
    }

    private static Snapshot? Build(Snapshot current, StoreChanges changes)
    {
        var next = SnapshotBuilder.Build(current, changes, out var refusal);
        refusal.ShouldBeNull();
        return next;
    }

    private static StoreChanges Changes(long revision, StoredDocument[] written, params string[] deleted) => new("store", revision, written, deleted);

    private static StoredDocument Document(string name, long revision, string path) => new(
        name,
        revision,
        $$"""{"name": "{{name}}", "match": {"path": "{{path}}"}, "variants": {"stable": {"destinations": ["http://127.0.0.1:1"] } } }""");
}
