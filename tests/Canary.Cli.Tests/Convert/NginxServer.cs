using System.Net;
using System.Net.Sockets;
using Canary.TestKit;

namespace Canary.Cli.Tests.Convert;

/// <summary>A real nginx with the configuration that is converted, in front of backends that tell their names.</summary>
internal sealed class NginxServer : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly DirectoryInfo _folder;
    private readonly int _port;

    private NginxServer(ChildProcess process, DirectoryInfo folder, int port) => (_process, _folder, _port) = (process, folder, port);

    /// <summary>Starts it.</summary>
    /// <param name="http">What stands in its <c>http</c> block; <c>listen 80</c> becomes a free port, and every address in it that of its backend.</param>
    /// <param name="backends">Backends by address.</param>
    public static async Task<NginxServer> StartAsync(string http, IReadOnlyDictionary<string, StubBackend> backends)
    {
        var folder = Directory.CreateTempSubdirectory("canaryctl-nginx-");
        var port = FreePort.Next();
        http = backends.Aggregate(http, (text, backend) => text.Replace(backend.Key, $"127.0.0.1:{backend.Value.Port}", StringComparison.Ordinal));
        http = http.Replace("listen 80;", $"listen 127.0.0.1:{port};", StringComparison.Ordinal);
        var file = Path.Combine(folder.FullName, "nginx.conf");
        await File.WriteAllTextAsync(file, $$"""
            {{(System.Environment.UserName == "root" ? "user root;" : "")}}
            daemon off;
            worker_processes 1;
            pid {{folder.FullName}}/pid;
            events { }
            http {
              access_log off;
              client_body_temp_path {{folder.FullName}}/body;
              proxy_temp_path {{folder.FullName}}/proxy;
              fastcgi_temp_path {{folder.FullName}}/fastcgi;
              uwsgi_temp_path {{folder.FullName}}/uwsgi;
              scgi_temp_path {{folder.FullName}}/scgi;
              {{http}}
            }
            """);
        var nginx = new[] { "/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx" }.First(File.Exists);
        var server = new NginxServer(ChildProcess.Start(nginx, ["-p", folder.FullName, "-c", file, "-e", "stderr"]), folder, port);
        await Eventually.TrueAsync(() => server.ListensAsync(), $"nginx listens: {server._process.Text}");
        return server;
    }

    /// <summary>Which backend answers a request.</summary>
    /// <param name="host">The host.</param>
    /// <param name="from">The address that it comes from, of 127.0.0.0/8.</param>
    /// <param name="headers">Its headers.</param>
    public async Task<string> AskAsync(string host, IPAddress from, IEnumerable<KeyValuePair<string, string>> headers)
    {
        using var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(from, 0));
                await socket.ConnectAsync(IPAddress.Loopback, _port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{_port}/");
        request.Headers.Host = host;
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }

        return await client.SendAsync(request).ContinueWith(answer => answer.Result.Content.ReadAsStringAsync(), TaskScheduler.Default).Unwrap();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.Terminate();
        await _process.WaitAsync();
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task<bool> ListensAsync()
    {
        _process.HasExited.ShouldBeFalse(_process.Text);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
