using Canary.Benchmarks.Machine;
using Canary.TestKit;

namespace Canary.Benchmarks.Subjects;

/// <summary>nginx as a reverse proxy: one worker, pooled connections to the backend, the same forwarding headers as the gateway.</summary>
internal sealed class NginxSubject() : Subject("nginx")
{
    /// <inheritdoc/>
    protected override ChildProcess Launch(Bench bench) => new NginxFile(bench.Folder, $"nginx-{Ports.Http}", $$"""
        upstream backend {
          server 127.0.0.1:{{bench.BackendPort}};
          keepalive 256;
          keepalive_requests 1000000000;
        }
        server {
          listen 127.0.0.1:{{Ports.Http}} backlog=4096;
          listen 127.0.0.1:{{Ports.H2c}} http2;
          listen 127.0.0.1:{{Ports.Https}} ssl;
          ssl_certificate {{bench.Certificate}};
          ssl_certificate_key {{bench.Key}};
          location / {
            proxy_pass http://backend;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_set_header X-Forwarded-Host $http_host;
          }
        }
        """).Start(PinnedProcess.SubjectCore);
}
