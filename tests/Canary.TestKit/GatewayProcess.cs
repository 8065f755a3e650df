using System.Net.Http.Json;
using System.Text;

namespace Canary.TestKit;

/// <summary>The built gateway as a process of its own, as a user starts it, on free ports of 127.0.0.1. Killed when disposed.</summary>
public sealed class GatewayProcess : IAsyncDisposable
{
    private readonly ChildProcess _child;
    private readonly string? _ownFolder;

    private GatewayProcess(ChildProcess child, Uri proxy, Uri admin, string? ownFolder)
    {
        _child = child;
        _ownFolder = ownFolder;
        ProxyUrl = proxy;
        AdminUrl = admin;
        Proxy = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = proxy };
        Admin = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = admin };
    }

    /// <summary>Where the proxy listens.</summary>
    public Uri ProxyUrl { get; }

    /// <summary>Where the admin surface listens.</summary>
    public Uri AdminUrl { get; }

    /// <summary>A client of the proxy listener that keeps no cookies and follows no redirects.</summary>
    public HttpClient Proxy { get; }

    /// <summary>A client of the admin listener.</summary>
    public HttpClient Admin { get; }

    /// <summary>The process id.</summary>
    public int Id => _child.Id;

    /// <summary>Whether it ended.</summary>
    public bool HasExited => _child.HasExited;

    /// <summary>What it wrote so far.</summary>
    public IReadOnlyList<string> Lines => _child.Lines;

    /// <summary>Memory of the process that is in RAM now, in bytes.</summary>
    public long ResidentBytes =>
        long.Parse(File.ReadLines($"/proc/{Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="settings">Keys below <c>Canary:</c>, given as environment; ports and the drain delay are set already, and a store folder where none is given.</param>
    public static async Task<GatewayProcess> StartAsync(params (string Key, string Value)[] settings)
    {
        var gateway = Launch(settings);
        try
        {
            await gateway.WaitUntilReadyAsync();
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it and does not wait.</summary>
    /// <inheritdoc cref="StartAsync"/>
    public static GatewayProcess Launch(params (string Key, string Value)[] settings)
    {
        var proxy = $"http://127.0.0.1:{FreePort.Next()}";
        var admin = $"http://127.0.0.1:{FreePort.Next()}";
        var environment = new Dictionary<string, string?>
        {
            ["Canary__Proxy__Urls"] = proxy,
            ["Canary__Admin__Urls"] = admin,
            ["Canary__Shutdown__Delay"] = "0s",
        };
        foreach (var (key, value) in settings)
        {
            environment["Canary__" + key.Replace(":", "__")] = value;
        }

        var ownFolder = environment.ContainsKey("Canary__Store__Path") ? null : Directory.CreateTempSubdirectory("canary-store-").FullName;
        environment.TryAdd("Canary__Store__Path", ownFolder);
        return new GatewayProcess(
            ChildProcess.Start("dotnet", [Repository.GatewayProgram], environment),
            new Uri(environment["Canary__Proxy__Urls"]!.Split(';')[0]),
            new Uri(environment["Canary__Admin__Urls"]!.Split(';')[0]),
            ownFolder);
    }

    /// <summary>Waits until <c>/readyz</c> says yes.</summary>
    /// <param name="within">Default 2 min: only a process that hangs is to fail, not one on a busy machine.</param>
    /// <exception cref="InvalidOperationException">The process ended instead, or did not get ready in time; the message has what it wrote.</exception>
    public async Task WaitUntilReadyAsync(TimeSpan? within = null)
    {
        try
        {
            await Eventually.TrueAsync(async () => _child.HasExited || await IsReadyAsync(), "the gateway is ready", within ?? TimeSpan.FromMinutes(2));
        }
        catch (TimeoutException exception)
        {
            throw new InvalidOperationException($"{exception.Message}\n{_child.Text}", exception);
        }

        if (_child.HasExited)
        {
            throw new InvalidOperationException($"The gateway ended with {await _child.WaitAsync()}:\n{_child.Text}");
        }
    }

    /// <summary>Whether <c>/readyz</c> says yes now.</summary>
    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Admin.GetAsync("/readyz");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Creates or replaces a service, and fails where that is refused.</summary>
    public async Task PutServiceAsync(string name, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await Admin.PutAsync($"/api/v1/services/{name}", content);
        await EnsureAsync(answer);
    }

    /// <summary>Changes weights, and fails where that is refused.</summary>
    public async Task PutWeightsAsync(string service, object weights)
    {
        using var answer = await Admin.PutAsJsonAsync($"/api/v1/services/{service}/weights", weights);
        await EnsureAsync(answer);
    }

    /// <summary>Ends it at once (SIGKILL).</summary>
    public Task KillAsync() => _child.KillAsync();

    /// <summary>Asks it to end (SIGTERM) and waits for that.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> TerminateAsync()
    {
        _child.Terminate();
        return _child.WaitAsync();
    }

    /// <summary>Stops it from running until <see cref="Resume"/>, as a machine that hangs.</summary>
    public void Pause() => _child.Pause();

    /// <summary>Lets it run on.</summary>
    public void Resume() => _child.Resume();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Proxy.Dispose();
        Admin.Dispose();
        await _child.DisposeAsync();
        if (_ownFolder is not null)
        {
            Directory.Delete(_ownFolder, recursive: true);
        }
    }

    private static async Task EnsureAsync(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        }
    }
}
