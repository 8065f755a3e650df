using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Canary.TestKit;

/// <summary>A real DNS server (NSD) for the zone <c>internal</c>, on a free port of 127.0.0.1 by UDP and TCP; it ends with this object.</summary>
public sealed class DnsServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("canary-dns-").FullName;
    private ChildProcess? _process;
    private int _serial;

    private DnsServer()
    {
    }

    /// <summary>The port, the same after a restart.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>Where it is, as a setting.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="records">Lines of the zone beside its SOA and NS.</param>
    public static async Task<DnsServer> StartAsync(params string[] records)
    {
        var server = new DnsServer();
        await server.WriteAsync(records);
        await server.RunAsync();
        return server;
    }

    /// <summary>Replaces the zone's lines, and returns when the server answers from them.</summary>
    public async Task ChangeAsync(params string[] records)
    {
        await WriteAsync(records);
        await ChildProcess.RunAsync("kill", ["-HUP", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await Eventually.TrueAsync(AnswersAsync, "NSD has read the zone again");
    }

    /// <summary>Ends it; nobody answers any more.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            await process.DisposeAsync();
            _process = null;
        }
    }

    /// <summary>Starts it again on the same port.</summary>
    public async Task RunAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "nsd.conf"), $"""
            server:
              ip-address: 127.0.0.1@{Port}
              port: {Port}
              username: ""
              zonesdir: "{_folder}"
              database: ""
              pidfile: ""
              xfrdfile: ""
              zonelistfile: "{_folder}/zone.list"
              xfrdir: "{_folder}"
              logfile: "{_folder}/nsd.log"
              server-count: 1
            remote-control:
              control-enable: no
            zone:
              name: internal
              zonefile: internal.zone
            """);
        _process = ChildProcess.Start("/usr/sbin/nsd", ["-d", "-c", Path.Combine(_folder, "nsd.conf")]);
        await Eventually.TrueAsync(AnswersAsync, $"NSD answers on port {Port}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Task WriteAsync(string[] records) => File.WriteAllTextAsync(Path.Combine(_folder, "internal.zone"), $"""
        $ORIGIN internal.
        @ 1 IN SOA ns admin {++_serial} 3600 600 86400 1
        @ 1 IN NS ns
        ns 1 IN A 127.0.0.1
        serial-{_serial} 1 IN A 127.0.0.1
        {string.Join('\n', records)}

        """);

    // The zone has a name of its own each time it is written.
    private async Task<bool> AnswersAsync()
    {
        if (_process!.HasExited)
        {
            throw new InvalidOperationException($"NSD ended: {_process.Text} {await File.ReadAllTextAsync(Path.Combine(_folder, "nsd.log"))}");
        }

        var label = $"serial-{_serial}";
        byte[] question =
        [
            0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0,
            (byte)label.Length, .. label.Select(c => (byte)c), 8, .. "internal".Select(c => (byte)c), 0, 0, 1, 0, 1,
        ];
        using var client = new UdpClient();
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        try
        {
            await client.SendAsync(question, new IPEndPoint(IPAddress.Loopback, Port), patience.Token);
            var answer = await client.ReceiveAsync(patience.Token);
            return (answer.Buffer[3] & 0xF) == 0 && answer.Buffer[7] > 0;
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
