using System.Net;
using Canary.Benchmarks.Machine;
using Canary.TestKit.Battery.Running;

namespace Canary.Benchmarks.Battery;

/// <summary>HAProxy as an edge proxy is set up: limits and timeouts as the gateway's, kept connections to the backend, and the headers about the client replaced.</summary>
internal sealed class HaproxyBatterySubject : BatterySubject
{
    private static readonly string[] Claims =
    [
        "Forwarded", "X-Forwarded-Prefix", "X-Forwarded-Port", "X-Forwarded-Server", "X-Original-URL", "X-Rewrite-URL",
        "X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override",
    ];

    /// <inheritdoc/>
    public override IPEndPoint? ToHttp2Backend { get; } = FreeAddress();

    /// <summary>Starts it.</summary>
    public static Task<IBatterySubject> StartAsync(int origin, int http2Origin) => new HaproxyBatterySubject().RunAsync(origin, http2Origin);

    private Task<IBatterySubject> RunAsync(int origin, int http2Origin)
    {
        var path = Path.Combine(Folder, "haproxy.cfg");
        var rules = $"""
              http-request deny deny_status 405 if METH_TRACE
              http-request deny deny_status 405 if METH_CONNECT
              http-request deny deny_status 400 if [ url,length gt 8192 ]
              http-request deny deny_status 413 if [ req.hdr_val(content-length) gt 1000000 ]
              http-request set-header X-Forwarded-For %[src]
              http-request set-header X-Real-IP %[src]
              http-request set-header X-Forwarded-Proto http
              http-request set-header X-Forwarded-Host %[req.hdr(host)]
            {string.Join('\n', Claims.Select(name => $"  http-request del-header {name}"))}
            """.Replace("if [ ", "if { ", StringComparison.Ordinal).Replace(" ]\n", " }\n", StringComparison.Ordinal);
        File.WriteAllText(path, $"""
            global
              nbthread 1
              maxconn 4000
              tune.bufsize 33792
              tune.maxrewrite 1024
              tune.http.maxhdr 101
            defaults
              mode http
              option http-keep-alive
              option http-restrict-req-hdr-names delete
              timeout connect 3s
              timeout client 5s
              timeout server 1s
              timeout http-request 10s
              timeout http-keep-alive 75s
            frontend in
              bind 127.0.0.1:{Http.Port}
              bind 127.0.0.1:{Http2.Port} proto h2
            {rules}
              default_backend out
            frontend in-http2
              bind 127.0.0.1:{ToHttp2Backend!.Port}
            {rules}
              default_backend out-http2
            backend out
              server one 127.0.0.1:{origin}
            backend out-http2
              server one 127.0.0.1:{http2Origin} proto h2

            """);
        return StartAsync(Tool.Find("haproxy", "haproxy"), "-db", "-f", path);
    }
}
