using Canary.TestKit;

namespace Canary.Benchmarks.Soak;

/// <summary>A network of its own for each gateway, in which it can be cut off from Redis or from everything. Needs a network namespace of this process's own around it, and root.</summary>
internal sealed class SoakNetwork : IAsyncDisposable
{
    /// <summary>Where Redis listens.</summary>
    public const string RedisAddress = "10.89.79.1";

    /// <summary>Where backends listen.</summary>
    public const string BackendAddress = "10.89.79.2";

    private const string Outer = """
        ip link set lo up
        ip addr add "$1/32" dev lo
        ip addr add "$2/32" dev lo
        """;

    private const string Inner = """
        space=$1 port=$2 outer=$3 inner=$4
        ip netns add "$space"
        ip link add "$port" type veth peer name eth0 netns "$space"
        ip addr add "$outer/24" dev "$port"
        ip link set "$port" up
        ip -n "$space" link set lo up
        ip -n "$space" addr add "$inner/24" dev eth0
        ip -n "$space" link set eth0 up
        ip -n "$space" route add default via "$outer"
        """;

    private readonly string _prefix = $"canary-soak-{Environment.ProcessId}";
    private readonly int _gateways;

    private SoakNetwork(int gateways) => _gateways = gateways;

    /// <summary>The address of a gateway, by its number from 0.</summary>
    public static string AddressOf(int gateway) => $"10.89.{80 + gateway}.2";

    /// <summary>Makes the networks of so many gateways.</summary>
    public static async Task<SoakNetwork> CreateAsync(int gateways)
    {
        var network = new SoakNetwork(gateways);
        await RunAsync("bash", "-euc", Outer, "-", RedisAddress, BackendAddress);
        for (var i = 0; i < gateways; i++)
        {
            await RunAsync("bash", "-euc", Inner, "-", network.SpaceOf(i), PortOf(i), $"10.89.{80 + i}.1", AddressOf(i));
        }

        return network;
    }

    /// <summary>What starts a program in a gateway's network.</summary>
    public string[] Enter(int gateway) => ["nsenter", $"--net=/run/netns/{SpaceOf(gateway)}"];

    /// <summary>What a gateway sends to Redis goes nowhere from now on; what Redis sends still comes.</summary>
    public Task CutFromRedisAsync(int gateway) => RunAsync("ip", "-n", SpaceOf(gateway), "route", "add", "blackhole", $"{RedisAddress}/32");

    /// <summary>Ends that.</summary>
    public Task JoinToRedisAsync(int gateway) => RunAsync("ip", "-n", SpaceOf(gateway), "route", "del", "blackhole", $"{RedisAddress}/32");

    /// <summary>Nothing reaches a gateway or leaves it from now on.</summary>
    public static Task CutFromAllAsync(int gateway) => RunAsync("ip", "link", "set", PortOf(gateway), "down");

    /// <summary>Ends that.</summary>
    public static Task JoinToAllAsync(int gateway) => RunAsync("ip", "link", "set", PortOf(gateway), "up");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < _gateways; i++)
        {
            await RunAsync("ip", "netns", "delete", SpaceOf(i));
        }
    }

    private static string PortOf(int gateway) => $"gateway{gateway}";

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var (exitCode, text) = await ChildProcess.RunAsync(program, arguments);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {text}");
        }
    }

    private string SpaceOf(int gateway) => $"{_prefix}-{gateway}";
}
