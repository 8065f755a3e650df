using System.Text.Json;
using Canary.TestKit;

namespace Canary.EndToEnd.Container;

/// <summary>The bill of materials names every package that the program is made of, as the image's build writes it.</summary>
public sealed class BillOfMaterialsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("canary-bom-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_locked_package_is_in_it_with_version_and_hash()
    {
        var (exitCode, text) = await ChildProcess.RunAsync(
            "dotnet", ["msbuild", Repository.PathOf("src", "Canary.Gateway", "Canary.Gateway.csproj"), "-t:WriteBom", $"-p:BomFolder={_folder}/", "-nologo"], within: TimeSpan.FromMinutes(5));
        exitCode.ShouldBe(0, text);

        using var bom = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "bom.json")));
        bom.RootElement.GetProperty("bomFormat").GetString().ShouldBe("CycloneDX");
        bom.RootElement.GetProperty("metadata").GetProperty("component").GetProperty("name").GetString().ShouldBe("Canary.Gateway");
        var listed = bom.RootElement.GetProperty("components").EnumerateArray()
            .Where(component => component.GetProperty("hashes").EnumerateArray().Any(hash => hash.GetProperty("alg").GetString() == "SHA-512"))
            .Select(component => $"{component.GetProperty("name").GetString()} {component.GetProperty("version").GetString()}").ToHashSet(StringComparer.OrdinalIgnoreCase);
        var locked = await LockedAsync("packages.lock.json");
        locked.Count.ShouldBeGreaterThan(10);
        locked.Except(listed, StringComparer.OrdinalIgnoreCase).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("packages.linux-x64.lock.json")]
    [InlineData("packages.linux-arm64.lock.json")]
    public async Task What_the_image_restores_is_what_the_build_restores(string lockFile) =>
        (await LockedAsync(lockFile)).ShouldBe(await LockedAsync("packages.lock.json"), ignoreOrder: true);

    private static async Task<IReadOnlyList<string>> LockedAsync(string file)
    {
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Repository.PathOf("src", "Canary.Gateway", file)));
        return
        [
            .. json.RootElement.GetProperty("dependencies").GetProperty("net10.0").EnumerateObject()
                .Where(package => package.Value.GetProperty("type").GetString() != "Project")
                .Select(package => $"{package.Name} {package.Value.GetProperty("resolved").GetString()}"),
        ];
    }
}
