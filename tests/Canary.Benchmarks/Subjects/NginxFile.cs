using Canary.Benchmarks.Machine;
using Canary.TestKit;

namespace Canary.Benchmarks.Subjects;

/// <summary>An nginx with one worker, no logs, and all its files in one folder.</summary>
internal sealed class NginxFile
{
    private readonly string _folder;
    private readonly string _path;

    /// <summary>Writes its configuration.</summary>
    /// <param name="folder">A folder of the caller; this nginx's own is made in it.</param>
    /// <param name="name">Name of that folder.</param>
    /// <param name="http">What stands in the <c>http</c> block.</param>
    public NginxFile(string folder, string name, string http)
    {
        _folder = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        _path = Path.Combine(_folder, "nginx.conf");
        File.WriteAllText(_path, $$"""
            {{(Environment.UserName == "root" ? "user root;" : "")}}
            worker_processes 1;
            daemon off;
            error_log stderr crit;
            pid {{_folder}}/pid;
            events { worker_connections 16384; }
            http {
              access_log off;
              sendfile on;
              tcp_nopush on;
              keepalive_timeout 300s;
              keepalive_requests 1000000000;
              client_body_buffer_size 32k;
              client_body_temp_path {{_folder}}/body;
              proxy_temp_path {{_folder}}/proxy;
              fastcgi_temp_path {{_folder}}/fastcgi;
              uwsgi_temp_path {{_folder}}/uwsgi;
              scgi_temp_path {{_folder}}/scgi;
            {{http}}
            }
            """);
    }

    /// <summary>Starts it on a core.</summary>
    public ChildProcess Start(int core) => PinnedProcess.Start(core, Tool.Find("nginx", "nginx"), ["-p", _folder, "-c", _path, "-e", "stderr"]);
}
