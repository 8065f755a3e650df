using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Canary.TestKit;

/// <summary>A real Prometheus on a free port of 127.0.0.1 that scrapes every second and keeps its data in a temporary folder.</summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly HttpClient _client;
    private readonly Task<string> _output;

    private PrometheusServer(Process process, DirectoryInfo folder, Uri address)
    {
        _process = process;
        _folder = folder;
        _client = new HttpClient { BaseAddress = address };
        _output = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => _client.BaseAddress!;

    /// <summary>Starts the server and waits until it is ready.</summary>
    /// <param name="scrapeJobs">What to scrape; at least one, with different names.</param>
    /// <exception cref="InvalidOperationException">It ended at once; the message has its output.</exception>
    public static Task<PrometheusServer> StartAsync(params ScrapeJob[] scrapeJobs) => StartAsync([], scrapeJobs);

    /// <summary>Starts the server with rules, which it evaluates every second, and waits until it is ready.</summary>
    /// <param name="ruleFiles">Paths of rule files.</param>
    /// <param name="scrapeJobs">What to scrape; at least one, with different names.</param>
    /// <exception cref="InvalidOperationException">It ended at once; the message has its output.</exception>
    public static async Task<PrometheusServer> StartAsync(IReadOnlyList<string> ruleFiles, params ScrapeJob[] scrapeJobs)
    {
        var folder = Directory.CreateTempSubdirectory("canary-prometheus-");
        var configPath = Path.Combine(folder.FullName, "prometheus.json");
        await File.WriteAllTextAsync(configPath, ConfigOf(ruleFiles, scrapeJobs)).ConfigureAwait(false);
        var address = $"127.0.0.1:{FreePort.Next().ToString(CultureInfo.InvariantCulture)}";
        var process = Process.Start(new ProcessStartInfo("prometheus")
        {
            ArgumentList =
            {
                "--config.file=" + configPath,
                "--storage.tsdb.path=" + Path.Combine(folder.FullName, "data"),
                "--web.listen-address=" + address,
            },
            RedirectStandardError = true,
        })!;
        var server = new PrometheusServer(process, folder, new Uri($"http://{address}"));
        try
        {
            await Eventually.TrueAsync(server.IsReadyAsync, "Prometheus is ready").ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Evaluates an expression now.</summary>
    /// <returns>Each series' value by its labels, written <c>name="value"</c> in order of the names, joined by commas.</returns>
    public async Task<IReadOnlyDictionary<string, double>> QueryAsync(string expression)
    {
        var answer = await _client.GetFromJsonAsync<JsonElement>($"/api/v1/query?query={Uri.EscapeDataString(expression)}").ConfigureAwait(false);
        return answer.GetProperty("data").GetProperty("result").EnumerateArray().ToDictionary(
            series => string.Join(',', series.GetProperty("metric").EnumerateObject()
                .Select(label => $"{label.Name}=\"{label.Value.GetString()}\"").Order(StringComparer.Ordinal)),
            series => double.Parse(series.GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture));
    }

    /// <summary>Asks the HTTP API.</summary>
    /// <param name="path">What follows <c>/api/v1/</c>, query included.</param>
    /// <returns>The answer's <c>data</c>.</returns>
    /// <exception cref="InvalidOperationException">The answer is an error; the message has its text.</exception>
    public async Task<JsonElement> AskAsync(string path)
    {
        using var answer = await _client.GetAsync(new Uri("/api/v1/" + path, UriKind.Relative)).ConfigureAwait(false);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>().ConfigureAwait(false);
        return body.TryGetProperty("data", out var data) && answer.IsSuccessStatusCode
            ? data
            : throw new InvalidOperationException($"{path}: {body}");
    }

    /// <summary>What the last scrape of a job complained about; empty where nothing, null where there was none yet.</summary>
    public async Task<string?> LastErrorAsync(string job)
    {
        var answer = await _client.GetFromJsonAsync<JsonElement>("/api/v1/targets").ConfigureAwait(false);
        var target = answer.GetProperty("data").GetProperty("activeTargets").EnumerateArray()
            .FirstOrDefault(t => t.GetProperty("labels").GetProperty("job").GetString() == job);
        return target.ValueKind == JsonValueKind.Undefined || target.GetProperty("health").GetString() == "unknown"
            ? null
            : target.GetProperty("lastError").GetString();
    }

    /// <summary>Stops the server and removes its data.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync().ConfigureAwait(false);
        await _output.ConfigureAwait(false);
        _process.Dispose();
        _client.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string ConfigOf(IReadOnlyList<string> ruleFiles, IEnumerable<ScrapeJob> jobs) => JsonSerializer.Serialize(new
    {
        global = new { scrape_interval = "1s", scrape_timeout = "1s", evaluation_interval = "1s" },
        rule_files = ruleFiles,
        scrape_configs = jobs.Select(job => new
        {
            job_name = job.Name,
            scheme = job.Addresses[0].Scheme,
            metrics_path = job.Addresses[0].AbsolutePath,
            static_configs = new[] { new { targets = job.Addresses.Select(address => address.Authority) } },
        }),
    });

    private async Task<bool> IsReadyAsync()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"Prometheus ended with exit code {_process.ExitCode}: {await _output.ConfigureAwait(false)}");
        }

        try
        {
            using var answer = await _client.GetAsync(new Uri("/-/ready", UriKind.Relative)).ConfigureAwait(false);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

/// <summary>What a <see cref="PrometheusServer"/> scrapes.</summary>
/// <param name="Name">The value of the <c>job</c> label.</param>
/// <param name="Addresses">The metrics page of each instance, without a query; the same but for host and port.</param>
public sealed record ScrapeJob(string Name, params Uri[] Addresses);
