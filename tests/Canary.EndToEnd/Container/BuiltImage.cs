using System.Text.Json;
using Canary.TestKit;

namespace Canary.EndToEnd.Container;

/// <summary>The image of the Dockerfile, built with buildah, and a root file system made of it to run programs in.</summary>
internal sealed class BuiltImage : IAsyncDisposable
{
    private const string Tag = "localhost/canary-gateway-test";

    // No shell of the image is used: mounts are made from outside, in a mount namespace that ends with the program.
    private const string Run = """
        root=$1 mounts=$2; shift 2
        mount --bind "$root" "$root"
        mount --bind "$root/data" "$root/data"
        while IFS=: read -r source target; do
          [ -z "$source" ] || mount --bind "$source" "$root$target"
        done <<<"$mounts"
        mount --rbind /dev "$root/dev"
        mount -t proc proc "$root/proc"
        mount -o remount,bind,ro "$root"
        exec "$@"
        """;

    private static readonly Dictionary<string, string?> Tools = new() { ["STORAGE_DRIVER"] = "vfs", ["BUILDAH_ISOLATION"] = "chroot" };

    private readonly string _container;
    private readonly JsonElement _config;

    private BuiltImage(string container, string root, JsonElement config) => (_container, Root, _config) = (container, root, config);

    /// <summary>Where the file system of a container of the image is.</summary>
    public string Root { get; }

    /// <summary>The user that the image says to run as, a number.</summary>
    public string User => _config.GetProperty("User").GetString()!;

    /// <summary>The health check's program and arguments.</summary>
    public IReadOnlyList<string> HealthCheck => [.. Texts(_config.GetProperty("Healthcheck").GetProperty("Test"))];

    /// <summary>The folders that are volumes.</summary>
    public IReadOnlyList<string> Volumes => [.. _config.GetProperty("Volumes").EnumerateObject().Select(volume => volume.Name)];

    /// <summary>The program that the image starts.</summary>
    public IReadOnlyList<string> EntryPoint => [.. Texts(_config.GetProperty("Entrypoint"))];

    /// <summary>Why the image can't be built here; null where it can.</summary>
    public static string? Obstacle()
    {
        if (Environment.UserName != "root")
        {
            return "building an image without a registry needs root";
        }

        return File.Exists(BaseImages) ? null : $"{BaseImages} is not there, which makes stand-ins for the base images";
    }

    /// <summary>Builds the image and makes a container of it.</summary>
    public static async Task<BuiltImage> BuildAsync()
    {
        await RunAsync("bash", BaseImages);
        var packages = (await RunAsync("dotnet", "nuget", "locals", "global-packages", "--list")).Split(": ")[1].Trim();

        // The image's own restore needs no registry: it finds the packages that this build has restored, and those that compile ahead of time.
        foreach (var project in new[] { "src/Canary.Gateway/Canary.Gateway.csproj", "src/Canary.Cli/Canary.Cli.csproj" })
        {
            await RunAsync(
                "dotnet", "restore", Repository.PathOf(project), "--use-current-runtime", "-p:PublishReadyToRun=true",
                "--artifacts-path", Path.Combine(Path.GetTempPath(), "canary-image-restore"));
        }

        await RunAsync(
            "buildah", "bud", "--isolation", "chroot", "--pull-never", "--format", "docker", "-v", $"{packages}:/root/.nuget/packages", "--build-arg", "WRITES_BOM=false", "-t", Tag, Repository.Root);
        var container = (await RunAsync("buildah", "from", "--pull-never", Tag)).Trim();
        var root = (await RunAsync("buildah", "mount", container)).Trim();
        using var inspected = JsonDocument.Parse(await RunAsync("buildah", "inspect", "--type", "image", Tag));
        return new BuiltImage(container, root, inspected.RootElement.GetProperty("Docker").GetProperty("config").Clone());
    }

    /// <summary>Starts a program in the image as a container engine would: its user, its environment, a read-only root but for the volume.</summary>
    /// <param name="program">The program and its arguments.</param>
    /// <param name="environment">Added to the image's.</param>
    public ChildProcess Start(IReadOnlyList<string> program, params (string Name, string Value)[] environment) => Start(program, environment, [], []);

    /// <summary>Starts a program in the image, with mounts of its own.</summary>
    /// <param name="program">The program and its arguments.</param>
    /// <param name="environment">Added to the image's.</param>
    /// <param name="mounts">Files and folders of this machine, and where they are in the container.</param>
    /// <param name="launcher">A program and its arguments that go before, as one that enters a network.</param>
    public ChildProcess Start(
        IReadOnlyList<string> program,
        IEnumerable<(string Name, string Value)> environment,
        IReadOnlyList<(string Source, string Target)> mounts,
        IReadOnlyList<string> launcher)
    {
        mounts.ToList().ForEach(MakeMountPoint);
        string[] command =
        [
            .. launcher, "unshare",
            "--mount", "--propagation", "private", "bash", "-euc", Run, "-", Root, string.Join('\n', mounts.Select(mount => $"{mount.Source}:{mount.Target}")),
            "env", "-i", .. Texts(_config.GetProperty("Env")), .. environment.Select(one => $"{one.Name}={one.Value}"),
            "chroot", $"--userspec={User}:{User}", Root, .. program,
        ];
        return ChildProcess.Start(command[0], command[1..]);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await RunAsync("buildah", "rm", _container);
        await RunAsync("buildah", "rmi", Tag);
    }

    private void MakeMountPoint((string Source, string Target) mount)
    {
        var point = Root + mount.Target;
        if (Directory.Exists(mount.Source))
        {
            Directory.CreateDirectory(point);
        }
        else if (!File.Exists(point))
        {
            File.WriteAllText(point, "");
        }
    }

    private static string BaseImages => Path.GetFullPath(Repository.PathOf("..", "shared", "container", "base-images.sh"));

    private static IEnumerable<string> Texts(JsonElement array) => array.EnumerateArray().Select(text => text.GetString()!);

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var (exitCode, text) = await ChildProcess.RunAsync(program, arguments, Tools, Repository.Root, TimeSpan.FromMinutes(10));
        exitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}\n{text}");
        return text;
    }
}
