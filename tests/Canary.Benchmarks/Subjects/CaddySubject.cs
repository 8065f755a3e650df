using Canary.Benchmarks.Machine;
using Canary.TestKit;

namespace Canary.Benchmarks.Subjects;

/// <summary>Caddy: one processor, enough pooled connections to the backend.</summary>
internal sealed class CaddySubject() : Subject("caddy")
{
    /// <inheritdoc/>
    protected override ChildProcess Launch(Bench bench)
    {
        var home = Directory.CreateDirectory(Path.Combine(bench.Folder, $"caddy-{Ports.Http}")).FullName;
        var path = bench.Write($"Caddyfile-{Ports.Http}", $$"""
            {
              admin off
              auto_https off
              log {
                level ERROR
              }
              servers {
                protocols h1 h2c h2
              }
            }
            (forward) {
              reverse_proxy 127.0.0.1:{{bench.BackendPort}} {
                transport http {
                  keepalive_idle_conns_per_host 256
                }
              }
            }
            http://127.0.0.1:{{Ports.Http}}, http://127.0.0.1:{{Ports.H2c}} {
              import forward
            }
            https://127.0.0.1:{{Ports.Https}} {
              tls {{bench.Certificate}} {{bench.Key}}
              import forward
            }

            """);
        var environment = new Dictionary<string, string> { ["GOMAXPROCS"] = "1", ["HOME"] = home, ["XDG_DATA_HOME"] = home, ["XDG_CONFIG_HOME"] = home };
        return PinnedProcess.Start(
            PinnedProcess.SubjectCore, Tool.Find("caddy", "caddy"), ["run", "--adapter", "caddyfile", "--config", path], environment);
    }
}
