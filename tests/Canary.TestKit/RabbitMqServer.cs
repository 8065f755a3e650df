using System.Globalization;
using System.Net.Sockets;

namespace Canary.TestKit;

/// <summary>A real RabbitMQ broker on a free port of 127.0.0.1, with a node name, a port mapper and folders of its own; it ends with this object.</summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    // The script of the same name on the search path starts nothing but the system's own broker.
    private const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("canary-rabbitmq-").FullName;
    private readonly ChildProcess _mapper;
    private readonly int _distributionPort = FreePort.Next();
    private readonly int _mapperPort = FreePort.Next();
    private ChildProcess? _broker;

    private RabbitMqServer() => _mapper = ChildProcess.Start(
        "epmd", ["-port", Text(_mapperPort), "-address", "127.0.0.1"]);

    /// <summary>The port, the same after a restart.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>Where clients connect to.</summary>
    public string Url => $"amqp://guest:guest@127.0.0.1:{Port}/";

    /// <summary>Starts a broker and waits until it listens.</summary>
    public static async Task<RabbitMqServer> StartAsync()
    {
        var server = new RabbitMqServer();
        await server.RunAsync();
        return server;
    }

    /// <summary>Ends the broker in good order; what was persistent stays.</summary>
    public async Task StopAsync()
    {
        if (_broker is { } broker)
        {
            broker.Terminate();
            await broker.WaitAsync(Patience);
            await broker.DisposeAsync();
            _broker = null;
        }
    }

    /// <summary>Starts it again after <see cref="StopAsync"/>, on the same port with the same data.</summary>
    public async Task RunAsync()
    {
        _broker = ChildProcess.Start(Program, [], Environment());
        await Eventually.TrueAsync(ListensAsync, $"RabbitMQ listens on port {Port}", Patience);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_broker is { } broker)
        {
            await broker.DisposeAsync();
        }

        await _mapper.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private Dictionary<string, string?> Environment() => new()
    {
        ["HOME"] = _folder,
        ["ERL_EPMD_PORT"] = Text(_mapperPort),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODENAME"] = $"canary-{Port}@localhost",
        ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODE_PORT"] = Text(Port),
        ["RABBITMQ_DIST_PORT"] = Text(_distributionPort),
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder, "mnesia"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(_folder, "log"),
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder, "none"),
        ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(_folder, "none.env"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "plugins"),
        ["RABBITMQ_PID_FILE"] = Path.Combine(_folder, "pid"),
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} +S 1:1",
    };

    private async Task<bool> ListensAsync()
    {
        if (_broker!.HasExited)
        {
            throw new InvalidOperationException($"RabbitMQ ended: {_broker.Text}");
        }

        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
