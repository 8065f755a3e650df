using System.Net;
using Canary.Benchmarks.Machine;
using Canary.TestKit.Battery.Running;

namespace Canary.Benchmarks.Battery;

/// <summary>nginx as an edge proxy is set up: limits and timeouts as the gateway's, kept connections to the backend, and the headers about the client replaced.</summary>
internal sealed class NginxBatterySubject : BatterySubject
{
    /// <inheritdoc/>
    public override IPEndPoint? ToHttp2Backend => null;

    /// <summary>Starts it.</summary>
    public static Task<IBatterySubject> StartAsync(int origin, int http2Origin) => new NginxBatterySubject().RunAsync(origin);

    private Task<IBatterySubject> RunAsync(int origin)
    {
        var path = Path.Combine(Folder, "nginx.conf");
        File.WriteAllText(path, $$"""
            {{(Environment.UserName == "root" ? "user root;" : "")}}
            worker_processes 1;
            daemon off;
            error_log stderr crit;
            pid {{Folder}}/pid;
            events { worker_connections 4096; }
            http {
              access_log off;
              server_tokens off;
              client_body_temp_path {{Folder}}/body;
              proxy_temp_path {{Folder}}/proxy;
              fastcgi_temp_path {{Folder}}/fastcgi;
              uwsgi_temp_path {{Folder}}/uwsgi;
              scgi_temp_path {{Folder}}/scgi;
              keepalive_timeout 75s;
              client_header_timeout 10s;
              client_body_timeout 5s;
              client_max_body_size 1000000;
              large_client_header_buffers 4 8k;
              upstream backend { server 127.0.0.1:{{origin}} max_fails=0; keepalive 64; }
              map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
              server {
                listen 127.0.0.1:{{Http.Port}};
                listen 127.0.0.1:{{Http2.Port}} http2;
                location / {
                  proxy_pass http://backend;
                  proxy_http_version 1.1;
                  proxy_connect_timeout 3s;
                  proxy_read_timeout 1s;
                  proxy_send_timeout 1s;
                  proxy_set_header Upgrade $http_upgrade;
                  proxy_set_header Connection $connection_upgrade;
                  proxy_set_header Host $http_host;
                  proxy_set_header X-Real-IP $remote_addr;
                  proxy_set_header X-Forwarded-For $remote_addr;
                  proxy_set_header X-Forwarded-Proto $scheme;
                  proxy_set_header X-Forwarded-Host $http_host;
                  proxy_set_header X-Forwarded-Prefix "";
                  proxy_set_header X-Forwarded-Port "";
                  proxy_set_header X-Forwarded-Server "";
                  proxy_set_header X-Original-URL "";
                  proxy_set_header X-Rewrite-URL "";
                  proxy_set_header X-HTTP-Method "";
                  proxy_set_header X-HTTP-Method-Override "";
                  proxy_set_header X-Method-Override "";
                  proxy_set_header Forwarded "";
                }
              }
            }
            """);
        return StartAsync(Tool.Find("nginx", "nginx"), "-p", Folder, "-c", path, "-e", "stderr");
    }
}
