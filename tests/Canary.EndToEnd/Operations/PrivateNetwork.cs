using Canary.TestKit;

namespace Canary.EndToEnd.Operations;

/// <summary>Network namespaces that reach each other by name over a bridge, and nothing else: what Compose gives to its services.</summary>
internal sealed class PrivateNetwork : IAsyncDisposable
{
    private const string Subnet = "10.89.77";

    private const string Create = """
        prefix=$1 subnet=$2; shift 2
        ip netns add "$prefix-bridge"
        ip -n "$prefix-bridge" link add bridge type bridge
        ip -n "$prefix-bridge" link set bridge up
        number=1
        for host in "$@"; do
          number=$((number + 1))
          ip netns add "$prefix-$host"
          ip -n "$prefix-bridge" link add "port$number" type veth peer name eth0 netns "$prefix-$host"
          ip -n "$prefix-bridge" link set "port$number" master bridge up
          ip -n "$prefix-$host" addr add "$subnet.$number/24" dev eth0
          ip -n "$prefix-$host" link set eth0 up
          ip -n "$prefix-$host" link set lo up
        done
        """;

    // Programs of this machine see the network's names, and mounts of their own.
    private const string Run = """
        mounts=$1; shift
        while IFS=: read -r source target; do mount --bind "$source" "$target"; done <<<"$mounts"
        exec "$@"
        """;

    private readonly string _prefix = $"canary-{Environment.ProcessId}";
    private readonly IReadOnlyList<string> _hosts;

    private PrivateNetwork(IReadOnlyList<string> hosts, string hostsFile) => (_hosts, HostsFile) = (hosts, hostsFile);

    /// <summary>A file with the addresses of all names, for <c>/etc/hosts</c>.</summary>
    public string HostsFile { get; }

    /// <summary>Makes a network with these hosts.</summary>
    /// <param name="folder">For the file of names; its owner removes it.</param>
    /// <param name="hosts">Their names.</param>
    public static async Task<PrivateNetwork> CreateAsync(string folder, IReadOnlyList<string> hosts)
    {
        var file = Path.Combine(folder, "hosts");
        await File.WriteAllLinesAsync(file, ["127.0.0.1 localhost", .. hosts.Select((host, index) => $"{Subnet}.{index + 2} {host}")]);
        var network = new PrivateNetwork(hosts, file);
        var (exitCode, text) = await ChildProcess.RunAsync("bash", ["-euc", Create, "-", network._prefix, Subnet, .. hosts]);
        exitCode.ShouldBe(0, text);
        return network;
    }

    /// <summary>What starts a program at a host.</summary>
    public string[] Enter(string host) => ["nsenter", $"--net=/run/netns/{_prefix}-{host}"];

    /// <summary>Starts a program of this machine at a host.</summary>
    /// <param name="host">Where.</param>
    /// <param name="program">The program and its arguments.</param>
    /// <param name="mounts">Folders that it sees at other places.</param>
    public ChildProcess Start(string host, IEnumerable<string> program, params (string Source, string Target)[] mounts)
    {
        var all = string.Join('\n', mounts.Prepend((HostsFile, "/etc/hosts")).Select(mount => $"{mount.Item1}:{mount.Item2}"));
        string[] command = [.. Enter(host), "unshare", "--mount", "--propagation", "private", "bash", "-euc", Run, "-", all, .. program];
        return ChildProcess.Start(command[0], command[1..]);
    }

    /// <summary>Runs a program of this machine at a host to its end.</summary>
    /// <returns>Its exit code, and what it wrote.</returns>
    public async Task<(int ExitCode, string Text)> RunAsync(string host, params string[] program)
    {
        await using var child = Start(host, program);
        return (await child.WaitAsync(), child.Text);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts.Append("bridge"))
        {
            await ChildProcess.RunAsync("ip", ["netns", "delete", $"{_prefix}-{host}"]);
        }
    }
}
