using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery.Following;

namespace Canary.Gateway.Tests.Discovery.Following;

public sealed class DiscoveryUsesTests
{
    private static readonly EtcdDiscoveryConfig A = new() { Prefix = "/a/" };
    private static readonly EtcdDiscoveryConfig B = new() { Prefix = "/b/" };

    private readonly DiscoveryUses _uses = new();
    private Snapshot _snapshot = Snapshot.Empty;

    [Fact]
    public void Update_ANewQuestion_HasBegun()
    {
        var changes = Update(("shop", A), ("blog", A));
        changes.Begun.ShouldBe([A]);
        changes.Ended.ShouldBeEmpty();
        changes.Services.ShouldBe(["shop", "blog"], ignoreOrder: true);
        _uses.ServicesOf(A).ShouldBe(["shop", "blog"], ignoreOrder: true);
    }

    [Fact]
    public void Update_OneOfTwoUsersGoes_TheQuestionStays()
    {
        Update(("shop", A), ("blog", A));
        var changes = Update(("blog", A));
        (changes.Begun.Count, changes.Ended.Count, changes.Services.Count).ShouldBe((0, 0, 0));
        _uses.ServicesOf(A).ShouldBe(["blog"]);
    }

    [Fact]
    public void Update_TheLastUserGoes_TheQuestionHasEnded()
    {
        Update(("shop", A));
        Update().Ended.ShouldBe([A]);
        _uses.ServicesOf(A).ShouldBeEmpty();
        _uses.All.ShouldBeEmpty();
    }

    [Fact]
    public void Update_AQuestionMovesToAnotherService_ItGoesOn()
    {
        Update(("shop", A), ("blog", B));
        var changes = Update(("shop", B), ("blog", A));
        (changes.Begun.Count, changes.Ended.Count).ShouldBe((0, 0));
        changes.Services.ShouldBe(["shop", "blog"], ignoreOrder: true);
        _uses.ServicesOf(B).ShouldBe(["shop"]);
    }

    private DiscoveryUseChanges Update(params (string Name, DiscoveryConfig Discovery)[] services)
    {
        var gone = _snapshot.Services.Keys.Select(name => KeyValuePair.Create(name, (ServiceSnapshot?)null));
        var wanted = services.Select(service => KeyValuePair.Create<string, ServiceSnapshot?>(service.Name, ServiceSnapshot.Create(
            new ServiceConfig { Name = service.Name, Variants = new Dictionary<string, VariantConfig> { ["stable"] = new() { Discovery = service.Discovery } } }, 1)));
        _snapshot = new Snapshot("test", _snapshot.Revision + 1, _snapshot.Services.With([.. gone, .. wanted]));
        return _uses.Update(_snapshot);
    }
}
