using System.Net;

namespace Canary.TestKit;

/// <summary>A real HAProxy or nginx on a free port of 127.0.0.1, in front of gateways, as an operator would set it up.</summary>
public sealed class Balancer : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly string _folder;

    private Balancer(ChildProcess process, string folder, int port) => (_process, _folder, Url) = (process, folder, new Uri($"http://127.0.0.1:{port}"));

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>What it wrote so far.</summary>
    public string Text => _process.Text;

    /// <summary>An HAProxy that asks <c>/readyz</c> of each gateway five times a second.</summary>
    /// <param name="gateways">Ports of each gateway's proxy and admin listeners.</param>
    public static Task<Balancer> StartHaproxyAsync(params (int Proxy, int Admin)[] gateways) => StartAsync((folder, port) =>
    {
        var servers = gateways.Select((g, i) => $"  server gateway{i} 127.0.0.1:{g.Proxy} check port {g.Admin} inter 200ms fall 1 rise 1");
        var file = Write(folder, $"""
            defaults
              mode http
              timeout client 60s
              timeout connect 5s
              timeout server 60s
              timeout check 10s
            frontend in
              bind 127.0.0.1:{port}
              default_backend gateways
            backend gateways
              balance roundrobin
              option httpchk GET /readyz
              option redispatch 1
              retries 3
              http-reuse always
            {string.Join('\n', servers)}

            """);
        return ("haproxy", ["-db", "-f", file]);
    });

    /// <summary>An nginx with connections kept open; it asks no gateway how it is, but goes to the other where one takes no connections.</summary>
    /// <param name="gateways">Ports of each gateway's proxy and admin listeners.</param>
    public static Task<Balancer> StartNginxAsync(params (int Proxy, int Admin)[] gateways) => StartAsync((folder, port) =>
    {
        var servers = gateways.Select(g => $"server 127.0.0.1:{g.Proxy} max_fails=1 fail_timeout=1s;");
        var file = Write(folder, $$"""
            {{(Environment.UserName == "root" ? "user root;" : "")}}
            worker_processes 1;
            daemon off;
            error_log stderr error;
            pid {{folder}}/pid;
            events { worker_connections 1024; }
            http {
              access_log off;
              client_body_temp_path {{folder}}/body;
              proxy_temp_path {{folder}}/proxy;
              fastcgi_temp_path {{folder}}/fastcgi;
              uwsgi_temp_path {{folder}}/uwsgi;
              scgi_temp_path {{folder}}/scgi;
              upstream gateways { {{string.Join(' ', servers)}} keepalive 16; }
              server {
                listen 127.0.0.1:{{port}};
                location / { proxy_pass http://gateways; proxy_http_version 1.1; proxy_set_header Connection ""; }
              }
            }
            """);
        return ("nginx", ["-p", folder, "-c", file, "-e", "stderr"]);
    });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Write(string folder, string text)
    {
        var path = Path.Combine(folder, "configuration");
        File.WriteAllText(path, text);
        return path;
    }

    private static async Task<Balancer> StartAsync(Func<string, int, (string Program, string[] Arguments)> prepare)
    {
        var (folder, port) = (Directory.CreateTempSubdirectory("canary-balancer-").FullName, FreePort.Next());
        var (program, arguments) = prepare(folder, port);
        var balancer = new Balancer(ChildProcess.Start(PathOf(program), arguments), folder, port);
        try
        {
            using var client = new HttpClient { BaseAddress = balancer.Url };
            await Eventually.TrueAsync(() => balancer.ServesAsync(client), "the balancer reaches a gateway");
            return balancer;
        }
        catch (TimeoutException exception)
        {
            var text = balancer.Text;
            await balancer.DisposeAsync();
            throw new InvalidOperationException($"{exception.Message}\n{text}", exception);
        }
    }

    private async Task<bool> ServesAsync(HttpClient client)
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"The balancer ended:\n{Text}");
        }

        try
        {
            using var answer = await client.GetAsync("/");
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    // Debian keeps servers where only root's search path looks.
    private static string PathOf(string program) =>
        new[] { "/usr/sbin", "/usr/local/sbin", "/usr/bin" }.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists) ?? program;
}
