using System.Text;
using Canary.TestKit;

namespace Canary.EndToEnd.Container;

[Collection(nameof(ImageCollection))]
public sealed class ImageTests(ImageFixture fixture)
{
    [Fact]
    public async Task Image_runs_as_non_root_on_a_read_only_file_system_without_a_shell_and_ends_with_0_on_sigterm()
    {
        var image = fixture.Image;
        image.User.ShouldBe("1654");
        image.Volumes.ShouldBe(["/data"]);
        RemoveShells(image.Root);

        await using var backend = await StubBackend.StartAsync("stable");
        var proxy = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var admin = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        (string, string)[] environment =
            [("Canary__Proxy__Urls", proxy.AbsoluteUri), ("Canary__Admin__Urls", admin.AbsoluteUri), ("Canary__Shutdown__Delay", "0s")];
        await using var gateway = image.Start(image.EntryPoint, environment);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        await Eventually.TrueAsync(() => IsReadyAsync(gateway, client, admin), "the gateway in the image is ready");

        await CheckProcessAsync(gateway.Id, image);
        await CheckProxiesAsync(client, proxy, admin, backend);
        (await HealthCheckAsync(image, environment)).ShouldBe(0);
        await CheckCanaryctlAsync(image, admin);
        gateway.Terminate();
        (await gateway.WaitAsync()).ShouldBe(0, gateway.Text);
        (await HealthCheckAsync(image, environment)).ShouldBe(1);
    }

    private static async Task<bool> IsReadyAsync(ChildProcess gateway, HttpClient client, Uri admin)
    {
        gateway.HasExited.ShouldBeFalse(gateway.Text);
        try
        {
            using var answer = await client.GetAsync(new Uri(admin, "/readyz"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task CheckProcessAsync(int id, BuiltImage image)
    {
        var status = await File.ReadAllLinesAsync($"/proc/{id}/status");
        status.ShouldContain($"Uid:\t{image.User}\t{image.User}\t{image.User}\t{image.User}");
        Directory.EnumerateFileSystemEntries(Path.Combine(image.Root, "data")).ShouldNotBeEmpty("the store is in the volume");
        foreach (var folder in new[] { "app", "tmp", "etc" })
        {
            Should.Throw<IOException>(() => File.WriteAllText($"/proc/{id}/root/{folder}/probe", "")).Message.ShouldContain("Read-only file system");
        }
    }

    private static async Task CheckProxiesAsync(HttpClient client, Uri proxy, Uri admin, StubBackend backend)
    {
        using var service = new StringContent(
            $$"""{"name":"shop","variants":{"stable":{"destinations":["{{backend.Address}}"] } } }""", Encoding.UTF8, "application/json");
        using var written = await client.PutAsync(new Uri(admin, "/api/v1/services/shop"), service);
        written.IsSuccessStatusCode.ShouldBeTrue(await written.Content.ReadAsStringAsync());
        (await client.GetStringAsync(proxy)).ShouldBe("stable");
    }

    // By its name, as in docker exec: the image's search path has it.
    private static async Task CheckCanaryctlAsync(BuiltImage image, Uri admin)
    {
        await using var canaryctl = image.Start(["canaryctl", "get", "services"], ("CANARY_URL", admin.AbsoluteUri));
        (await canaryctl.WaitAsync()).ShouldBe(0, canaryctl.Text);
        canaryctl.Lines.ShouldContain(line => line.StartsWith("shop ", StringComparison.Ordinal), canaryctl.Text);
    }

    private static async Task<int> HealthCheckAsync(BuiltImage image, (string, string)[] environment)
    {
        image.HealthCheck[0].ShouldBe("CMD", "run without a shell");
        await using var check = image.Start([.. image.HealthCheck.Skip(1)], environment);
        return await check.WaitAsync();
    }

    private static void RemoveShells(string root)
    {
        foreach (var shell in new[] { "sh", "bash", "dash", "rbash" })
        {
            File.Delete(Path.Combine(root, "usr", "bin", shell));
        }
    }
}
