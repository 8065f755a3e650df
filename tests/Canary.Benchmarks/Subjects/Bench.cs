using Canary.Benchmarks.Machine;
using Canary.TestKit;

namespace Canary.Benchmarks.Subjects;

/// <summary>What all subjects stand on: a temporary folder, a certificate, and the backend on the load's core.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private const int FileBytes16K = 16 * 1024;
    private const int FileBytes1M = 1024 * 1024;
    private const long FileBytes1G = 1L << 30;
    private ChildProcess? _backend;

    private Bench()
    {
        Folder = Directory.CreateTempSubdirectory("canary-bench-").FullName;
        Certificate = Path.Combine(Folder, "cert.pem");
        Key = Path.Combine(Folder, "key.pem");
    }

    /// <summary>Holds configurations; removed at the end.</summary>
    public string Folder { get; }

    /// <summary>A self-signed certificate for 127.0.0.1, PEM.</summary>
    public string Certificate { get; }

    /// <summary>Its key, PEM.</summary>
    public string Key { get; }

    /// <summary>Answers 33 bytes on any path, on <c>/post</c> when it has read the body, and files on <c>/16k</c>, <c>/1m</c> and <c>/1g</c>.</summary>
    public int BackendPort { get; } = FreePort.Next();

    /// <summary>Starts the backend.</summary>
    public static async Task<Bench> StartAsync()
    {
        var bench = new Bench();
        try
        {
            await bench.MakeCertificateAsync();
            await bench.StartBackendAsync();
            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes a file of the temporary folder.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, string content)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_backend is not null)
        {
            await PinnedProcess.StopAsync(_backend);
        }

        Directory.Delete(Folder, recursive: true);
    }

    private async Task MakeCertificateAsync()
    {
        string[] arguments = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=127.0.0.1", "-keyout", Key, "-out", Certificate];
        var (exitCode, text) = await ChildProcess.RunAsync(Tool.Find("openssl", "openssl"), arguments);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"openssl failed:\n{text}");
        }

        // HAProxy takes both in one file.
        Write("both.pem", await File.ReadAllTextAsync(Certificate) + await File.ReadAllTextAsync(Key));
    }

    private async Task StartBackendAsync()
    {
        await File.WriteAllBytesAsync(Path.Combine(Folder, "16k"), new byte[FileBytes16K]);
        await File.WriteAllBytesAsync(Path.Combine(Folder, "1m"), new byte[FileBytes1M]);
        await using (var sparse = File.Create(Path.Combine(Folder, "1g")))
        {
            sparse.SetLength(FileBytes1G);
        }

        var nginx = new NginxFile(Folder, "backend", $$"""
            open_file_cache max=10;
            upstream self { server 127.0.0.1:{{BackendPort}}; keepalive 256; keepalive_requests 1000000000; }
            server {
              listen 127.0.0.1:{{BackendPort}} backlog=4096;
              location / { default_type text/plain; return 200 "the backend answers with 33 bytes"; }
              # "return" answers before the body has come, which a proxy may take as a reason to close; a proxy of nginx's own reads it first.
              location = /post {
                proxy_pass http://self/;
                proxy_method GET;
                proxy_pass_request_body off;
                proxy_set_header Content-Length "";
                proxy_http_version 1.1;
                proxy_set_header Connection "";
              }
              location = /16k { root {{Folder}}; }
              location = /1m { root {{Folder}}; }
              location = /1g { root {{Folder}}; }
            }
            """);
        _backend = nginx.Start(PinnedProcess.LoadCore);
        await PinnedProcess.WaitForPortAsync(_backend, BackendPort);
    }
}
