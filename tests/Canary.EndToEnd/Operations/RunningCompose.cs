using Canary.EndToEnd.Container;
using Canary.TestKit;

namespace Canary.EndToEnd.Operations;

/// <summary>The compose file's services, run as it says, in one network; Redis and Prometheus are this machine's own, and Grafana is left out.</summary>
internal sealed class RunningCompose : IAsyncDisposable
{
    private const int UserOfTheImage = DockerfileFacts.User;

    private readonly ComposeFile _compose = ComposeFile.Read();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("canary-compose-");
    private readonly Dictionary<string, ChildProcess> _running = [];
    private readonly BuiltImage _image;
    private PrivateNetwork _network = null!;

    private RunningCompose(BuiltImage image) => _image = image;

    /// <summary>Starts everything in the order of what depends on what.</summary>
    public static async Task<RunningCompose> StartAsync(BuiltImage image)
    {
        var compose = new RunningCompose(image);
        try
        {
            compose._network = await PrivateNetwork.CreateAsync(compose._folder.FullName, compose._compose.Services);
            await compose.StartServicesAsync();
            return compose;
        }
        catch
        {
            await compose.DisposeAsync();
            throw;
        }
    }

    /// <summary>What curl writes, run at a service.</summary>
    public async Task<string> CurlAsync(string service, params string[] arguments) =>
        (await _network.RunAsync(service, ["curl", "--silent", "--show-error", "--max-time", "10", .. arguments])).Text;

    /// <summary>Asks a service's program to end.</summary>
    /// <returns>Its exit code, and what it wrote.</returns>
    public async Task<(int ExitCode, string Text)> StopAsync(string service)
    {
        _running[service].Terminate();
        return (await _running[service].WaitAsync(), _running[service].Text);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var child in _running.Values)
        {
            await child.DisposeAsync();
        }

        if (_network is not null)
        {
            await _network.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private async Task StartServicesAsync()
    {
        // The Redis image leaves protected mode off, as its network is private.
        _running["redis"] = _network.Start("redis", [.. _compose.Command("redis"), "--dir", _folder.FullName, "--protected-mode", "no"]);
        await Eventually.TrueAsync(async () => (await _network.RunAsync("redis", "redis-cli", "ping")).Text == "PONG", "Redis answers");
        foreach (var service in new[] { "stable", "canary", "gateway-1", "gateway-2" })
        {
            await StartInImageAsync(service);
        }

        foreach (var gateway in new[] { "gateway-1", "gateway-2" })
        {
            await Eventually.TrueAsync(() => IsHealthyAsync(gateway), $"{gateway} is healthy", TimeSpan.FromMinutes(2));
        }

        await StartInImageAsync("traffic");
        var (source, target, _) = _compose.Mounts("prometheus").Single(mount => !mount.IsVolume);
        _running["prometheus"] = _network.Start(
            "prometheus",
            ["prometheus", .. _compose.Command("prometheus").Select(argument => argument.Replace("=/prometheus", $"={_folder.FullName}/prometheus", StringComparison.Ordinal))],
            (source, target));
    }

    private async Task StartInImageAsync(string service) =>
        _running[service] = _image.Start([.. _image.EntryPoint, .. _compose.Command(service)], Environment(service), await MountsAsync(service), _network.Enter(service));

    private async Task<bool> IsHealthyAsync(string service)
    {
        _running[service].HasExited.ShouldBeFalse(_running[service].Text);
        await using var check = _image.Start([.. _image.HealthCheck.Skip(1)], Environment(service), await MountsAsync(service), _network.Enter(service));
        return await check.WaitAsync() == 0;
    }

    private IEnumerable<(string, string)> Environment(string service) => _compose.Environment(service).Select(entry => (entry.Key, entry.Value));

    private async Task<(string, string)[]> MountsAsync(string service)
    {
        var mounts = new List<(string, string)> { (_network.HostsFile, "/etc/hosts") };
        foreach (var (source, target, isVolume) in _compose.Mounts(service))
        {
            mounts.Add((isVolume ? await VolumeAsync(source) : source, target));
        }

        return [.. mounts];
    }

    private async Task<string> VolumeAsync(string name)
    {
        var folder = Path.Combine(_folder.FullName, "volumes", name);
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            await ChildProcess.RunAsync("chown", [$"{UserOfTheImage}:{UserOfTheImage}", folder]);
        }

        return folder;
    }
}
