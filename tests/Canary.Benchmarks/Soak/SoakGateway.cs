using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Canary.Benchmarks.Machine;
using Canary.TestKit;

namespace Canary.Benchmarks.Soak;

/// <summary>One of the gateways: a process in a network of its own, which may be started again and again, and what clients may expect of it at the moment.</summary>
internal sealed class SoakGateway : IAsyncDisposable
{
    private const string Key = "soak-key-of-the-operator-0123456789";

    private readonly SoakNetwork _network;
    private readonly string _redis;
    private readonly string _folder = Directory.CreateTempSubdirectory("canary-soak-").FullName;
    private readonly Lock _lock = new();
    private readonly List<(TimeSpan From, TimeSpan To)> _gone = [];
    private readonly List<(TimeSpan From, TimeSpan To)> _deaf = [];
    private readonly List<IReadOnlyList<string>> _logs = [];
    private TimeSpan? _goneSince;
    private TimeSpan? _deafSince;
    private ChildProcess _process = null!;

    private SoakGateway(int number, SoakNetwork network, string redis)
    {
        (Number, _network, _redis) = (number, network, redis);
        Proxy = new Uri($"http://{SoakNetwork.AddressOf(number)}:8080");
        Admin = new HttpClient(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.FromSeconds(5) })
        {
            BaseAddress = new Uri($"http://{SoakNetwork.AddressOf(number)}:8081"),
            Timeout = TimeSpan.FromSeconds(15),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Key) },
        };
    }

    /// <summary>Its number, from 0.</summary>
    public int Number { get; }

    /// <summary>What it calls itself.</summary>
    public string Name => $"gateway-{Number}";

    /// <summary>Where its proxy listens.</summary>
    public Uri Proxy { get; }

    /// <summary>A client of its admin listener.</summary>
    public HttpClient Admin { get; }

    /// <summary>Whether clients may be sent to it: a balancer's health checks would say so.</summary>
    public bool IsInUse { get; set; } = true;

    /// <summary>What it wrote, run by run.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Logs => [.. _logs, _process.Lines];

    /// <summary>Memory in RAM, in bytes.</summary>
    public long ResidentBytes => ProcessTree.ResidentBytesOf(_process.Id);

    /// <summary>Starts one and waits until it is ready.</summary>
    public static async Task<SoakGateway> StartAsync(int number, SoakNetwork network, string redis)
    {
        var gateway = new SoakGateway(number, network, redis);
        try
        {
            await gateway.LaunchAsync();
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it at once.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Asks it to end, and waits for that.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> TerminateAsync()
    {
        _process.Terminate();
        return _process.WaitAsync();
    }

    /// <summary>Starts it again, with the disk that it had.</summary>
    public async Task RestartAsync()
    {
        _logs.Add(_process.Lines);
        await _process.DisposeAsync();
        await LaunchAsync();
    }

    /// <summary>Stops it from running until <see cref="Resume"/>.</summary>
    public void Pause() => _process.Pause();

    /// <summary>Lets it run on.</summary>
    public void Resume() => _process.Resume();

    /// <summary>From now on no request there has to be answered: it is dead or out of reach.</summary>
    public void Goes(TimeSpan now)
    {
        lock (_lock)
        {
            _goneSince ??= now;
        }
    }

    /// <summary>From now on it can't hear of changes: it is cut off from Redis, or stands still.</summary>
    public void GoesDeaf(TimeSpan now)
    {
        lock (_lock)
        {
            _deafSince ??= now;
        }
    }

    /// <summary>All is well with it from now on.</summary>
    public void IsBack(TimeSpan now)
    {
        lock (_lock)
        {
            End(ref _goneSince, _gone, now);
            End(ref _deafSince, _deaf, now);
        }
    }

    /// <summary>Whether it was dead or out of reach at any moment of a span.</summary>
    public bool WasGone(TimeSpan from, TimeSpan to)
    {
        lock (_lock)
        {
            return Overlaps(_gone, _goneSince, from, to);
        }
    }

    /// <summary>Whether it may not have heard of a change at any moment of a span.</summary>
    public bool WasDeaf(TimeSpan from, TimeSpan to)
    {
        lock (_lock)
        {
            return Overlaps(_gone, _goneSince, from, to) || Overlaps(_deaf, _deafSince, from, to);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static void End(ref TimeSpan? since, List<(TimeSpan From, TimeSpan To)> spans, TimeSpan now)
    {
        if (since is { } from)
        {
            spans.Add((from, now));
            since = null;
        }
    }

    private static bool Overlaps(List<(TimeSpan From, TimeSpan To)> spans, TimeSpan? since, TimeSpan from, TimeSpan to) =>
        spans.Any(span => span.From <= to && span.To >= from) || since <= to;

    private async Task LaunchAsync()
    {
        var environment = new Dictionary<string, string?>
        {
            ["Canary__Proxy__Urls"] = $"http://{SoakNetwork.AddressOf(Number)}:8080",
            ["Canary__Admin__Urls"] = $"http://{SoakNetwork.AddressOf(Number)}:8081",
            ["Canary__Admin__ApiKeys__0__Name"] = "soak",
            ["Canary__Admin__ApiKeys__0__Role"] = "admin",
            ["Canary__Admin__ApiKeys__0__Hash"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Key))),
            ["Canary__Instance__Id"] = string.Create(CultureInfo.InvariantCulture, $"{Name}"),
            ["Canary__Store__Kind"] = "Redis",
            ["Canary__Store__Redis"] = _redis,
            ["Canary__Store__PollInterval"] = "500ms",
            ["Canary__Store__Path"] = _folder,
            ["Canary__Shutdown__Delay"] = "4s",
        };
        string[] command = [.. _network.Enter(Number), "dotnet", Repository.GatewayProgram];
        _process = ChildProcess.Start(command[0], command[1..], environment);
        await Eventually.TrueAsync(async () => _process.HasExited || await IsReadyAsync(), $"{Name} is ready", TimeSpan.FromMinutes(2));
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"{Name} ended with {await _process.WaitAsync()}:\n{_process.Text}");
        }
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Admin.GetAsync("/readyz");
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
