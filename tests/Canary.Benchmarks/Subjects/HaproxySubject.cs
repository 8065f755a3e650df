using Canary.Benchmarks.Machine;
using Canary.TestKit;

namespace Canary.Benchmarks.Subjects;

/// <summary>HAProxy: one thread, connections to the backend shared.</summary>
internal sealed class HaproxySubject() : Subject("haproxy")
{
    /// <inheritdoc/>
    protected override ChildProcess Launch(Bench bench)
    {
        var path = bench.Write($"haproxy-{Ports.Http}.cfg", $"""
            global
              nbthread 1
              maxconn 2000
            defaults
              mode http
              option http-keep-alive
              option forwardfor
              http-reuse always
              timeout client 60s
              timeout connect 5s
              timeout server 60s
            frontend in
              bind 127.0.0.1:{Ports.Http} backlog 4096
              bind 127.0.0.1:{Ports.H2c} proto h2
              bind 127.0.0.1:{Ports.Https} ssl crt {bench.Folder}/both.pem alpn http/1.1
              http-request set-header X-Forwarded-Proto http
              http-request set-header X-Forwarded-Host %[req.hdr(host)]
              default_backend out
            backend out
              server one 127.0.0.1:{bench.BackendPort}

            """);
        return PinnedProcess.Start(PinnedProcess.SubjectCore, Tool.Find("haproxy", "haproxy"), ["-db", "-f", path]);
    }
}
