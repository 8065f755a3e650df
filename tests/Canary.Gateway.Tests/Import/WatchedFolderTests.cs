using Canary.Core.Selection;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Import;

/// <summary>A folder that is watched: what it holds is in force soon after it changed, and what is broken never is.</summary>
public sealed class WatchedFolderTests : IDisposable
{
    private readonly DeclaredFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_change_comes_into_force()
    {
        _folder.Write("shop.yaml", DeclaredFolder.Service("shop", 10));
        await using var gateway = await StartAsync();

        _folder.Write("shop.yaml", DeclaredFolder.Service("shop", 20));
        await UntilAsync(gateway, "shop", 20);

        _folder.Write("cart.yaml", DeclaredFolder.Service("cart", 30));
        await UntilAsync(gateway, "cart", 30);
    }

    [Fact]
    public async Task A_broken_file_changes_nothing_until_it_is_mended()
    {
        _folder.Write("a.yaml", DeclaredFolder.Service("a", 10));
        _folder.Write("b.yaml", DeclaredFolder.Service("b", 10));
        await using var gateway = await StartAsync();

        _folder.Write("b.yaml", DeclaredFolder.Service("b", 20, "colour: red"));
        _folder.Write("a.yaml", DeclaredFolder.Service("a", 20));
        await Eventually.TrueAsync(() => gateway.Log.Lines.Any(line => line.Contains("b.yaml:7: colour: is not a known field", StringComparison.Ordinal)), "the problem in the log");
        (await gateway.Admin.GetStringAsync("/metrics")).ShouldContain("canary_rejected_imports_total 1");
        (CanaryOf(gateway, "a"), CanaryOf(gateway, "b")).ShouldBe((10m, 10m));

        _folder.Write("b.yaml", DeclaredFolder.Service("b", 20));
        await UntilAsync(gateway, "a", 20);
        await UntilAsync(gateway, "b", 20);
    }

    [Fact]
    public async Task A_document_that_is_gone_leaves_its_service_to_the_API()
    {
        _folder.Write("shop.yaml", DeclaredFolder.Service("shop", 10));
        await using var gateway = await StartAsync();

        _folder.Delete("shop.yaml");
        await Eventually.TrueAsync(() => Service(gateway, "shop")!.State.Owner is null, "the end of the ownership");
        CanaryOf(gateway, "shop").ShouldBe(10);
        await gateway.PutWeightsAsync("shop", new { canary = 50 });

        // It comes back, and says the same but for weights.
        _folder.Write("shop.yaml", DeclaredFolder.Service("shop", 10));
        await Eventually.TrueAsync(() => Service(gateway, "shop")!.State.Owner is not null, "an owner again");
        CanaryOf(gateway, "shop").ShouldBe(50);
    }

    [Fact]
    public async Task A_folder_that_is_swapped_by_a_link_is_followed_as_Kubernetes_swaps_it()
    {
        // ..data is a link to the folder of a version; files are links through it.
        Directory.CreateDirectory(Path.Combine(_folder.Path, "..v1"));
        File.WriteAllText(Path.Combine(_folder.Path, "..v1", "shop.yaml"), DeclaredFolder.Service("shop", 10));
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "..data"), "..v1");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "shop.yaml"), "..data/shop.yaml");
        await using var gateway = await StartAsync();
        CanaryOf(gateway, "shop").ShouldBe(10);

        Directory.CreateDirectory(Path.Combine(_folder.Path, "..v2"));
        File.WriteAllText(Path.Combine(_folder.Path, "..v2", "shop.yaml"), DeclaredFolder.Service("shop", 20));
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "..data_tmp"), "..v2");
        Directory.Move(Path.Combine(_folder.Path, "..data"), Path.Combine(_folder.Path, "..old"));
        Directory.Move(Path.Combine(_folder.Path, "..data_tmp"), Path.Combine(_folder.Path, "..data"));

        await UntilAsync(gateway, "shop", 20);
    }

    [Fact]
    public async Task A_folder_that_is_gone_changes_nothing()
    {
        _folder.Write("shop.yaml", DeclaredFolder.Service("shop", 10));
        await using var gateway = await StartAsync();

        Directory.Move(_folder.Path, _folder.Path + ".away");
        await Eventually.TrueAsync(() => gateway.Log.Lines.Any(line => line.Contains("does not exist", StringComparison.Ordinal)), "the problem in the log");
        Service(gateway, "shop")!.State.Owner.ShouldNotBeNull();

        Directory.Move(_folder.Path + ".away", _folder.Path);
        _folder.Write("shop.yaml", DeclaredFolder.Service("shop", 20));
        await UntilAsync(gateway, "shop", 20);
    }

    private Task<GatewayUnderTest> StartAsync() => GatewayUnderTest.StartAsync(("Import", _folder.Path), ("ImportWatch", "true"));

    private static Task UntilAsync(GatewayUnderTest gateway, string service, decimal canary) =>
        Eventually.TrueAsync(() => Service(gateway, service) is not null && CanaryOf(gateway, service) == canary, $"{canary} % for the canary of {service}");

    private static ServiceSnapshot? Service(GatewayUnderTest gateway, string name) => gateway.Services.Snapshots.Current.Services.GetValueOrDefault(name);

    private static decimal CanaryOf(GatewayUnderTest gateway, string name) => Service(gateway, name)!.Config.WeightOf("canary").Percent;
}
