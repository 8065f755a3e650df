using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Canary.TestKit;

/// <summary>A real etcd of one member on free ports of 127.0.0.1, with its data in a temporary folder; it ends with this object.</summary>
public sealed class EtcdServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("canary-etcd-").FullName;
    private readonly string _peer = $"http://127.0.0.1:{FreePort.Next()}";
    private readonly HttpClient _client;
    private ChildProcess? _process;

    private EtcdServer() => _client = new HttpClient { BaseAddress = new Uri(Address) };

    /// <summary>The port, the same after a restart.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>Where clients reach it.</summary>
    public string Address => $"http://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Starts a server and waits until it answers.</summary>
    public static async Task<EtcdServer> StartAsync()
    {
        var server = new EtcdServer();
        await server.RunAsync();
        return server;
    }

    /// <summary>Writes a key.</summary>
    public Task PutAsync(string key, string value) => CallAsync("kv/put", new { key = Base64(key), value = Base64(value) });

    /// <summary>Removes a key.</summary>
    public Task DeleteAsync(string key) => CallAsync("kv/deleterange", new { key = Base64(key) });

    /// <summary>Forgets what was before the present revision.</summary>
    public async Task CompactAsync()
    {
        var now = await CallAsync("kv/range", new { key = Base64("any") });
        await CallAsync("kv/compaction", new { revision = now.GetProperty("header").GetProperty("revision").GetString(), physical = true });
    }

    /// <summary>Wants a user and a password from now on: <c>root</c> and <c>secret</c>. This object can't write any more.</summary>
    public async Task WantUserAsync()
    {
        await CallAsync("auth/user/add", new { name = "root", password = "secret" });
        await CallAsync("auth/role/add", new { name = "root" });
        await CallAsync("auth/user/grant", new { user = "root", role = "root" });
        await CallAsync("auth/enable", new { });
    }

    /// <summary>Calls the JSON form of its API.</summary>
    /// <param name="path">What follows <c>/v3/</c>.</param>
    /// <param name="body">The request.</param>
    /// <exception cref="HttpRequestException">The answer is an error.</exception>
    public async Task<JsonElement> CallAsync(string path, object body)
    {
        using var answer = await _client.PostAsJsonAsync($"/v3/{path}", body);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>The server hangs: connections stay open, nothing is answered.</summary>
    public void Pause() => _process!.Pause();

    /// <summary>The server goes on.</summary>
    public void Resume() => _process!.Resume();

    /// <summary>Ends the server as a crash does; what was written stays.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            await process.DisposeAsync();
            _process = null;
        }
    }

    /// <summary>Starts it again on the same port with the same data.</summary>
    public async Task RunAsync()
    {
        _process = ChildProcess.Start("etcd",
        [
            "--name", "test", "--data-dir", Path.Combine(_folder, "data"), "--listen-client-urls", Address, "--advertise-client-urls", Address,
            "--listen-peer-urls", _peer, "--initial-advertise-peer-urls", _peer, "--initial-cluster", $"test={_peer}",
        ]);
        await Eventually.TrueAsync(AnswersAsync, $"etcd answers on port {Port}", TimeSpan.FromMinutes(2));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private async Task<bool> AnswersAsync()
    {
        if (_process!.HasExited)
        {
            throw new InvalidOperationException($"etcd ended: {_process.Text}");
        }

        try
        {
            using var answer = await _client.GetAsync(new Uri("/health", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
