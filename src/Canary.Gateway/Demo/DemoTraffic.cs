namespace Canary.Gateway.Demo;

/// <summary>Light steady traffic: simulated users who keep their cookies, some of them beta testers; every tenth request is somebody new.</summary>
internal sealed partial class DemoTraffic : IAsyncDisposable
{
    /// <summary>How much the demo sends, roughly.</summary>
    public const int DefaultRequestsPerSecond = 20;

    private const int Users = 40;
    private const int BetaEvery = 20;

    // No divisor of the number of users, so that each of them becomes somebody new in turn.
    private const int NewUserEvery = 11;

    private readonly CancellationTokenSource _stopping = new();
    private readonly string?[] _cookies = new string?[Users];
    private readonly IReadOnlyList<Uri> _proxies;
    private readonly HttpClient _client;
    private readonly ILogger _logger;
    private readonly Task _sending;

    private DemoTraffic(IReadOnlyList<Uri> proxies, int requestsPerSecond, TimeProvider time, ILogger<DemoTraffic> logger)
    {
        _logger = logger;
        _proxies = proxies;
        _client = new HttpClient(new SocketsHttpHandler { UseCookies = false, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };
        _sending = Task.Run(() => SendAllAsync(requestsPerSecond, time));
    }

    /// <summary>Starts sending, until it is disposed.</summary>
    /// <param name="proxies">Gateways that act as one; at least one. Every user goes to each of them in turn.</param>
    /// <param name="requestsPerSecond">How much, at most; less where answers are slow, as one request waits for the one before.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of requests that are not answered.</param>
    public static DemoTraffic Start(IReadOnlyList<Uri> proxies, int requestsPerSecond, TimeProvider time, ILogger<DemoTraffic> logger) =>
        new(proxies, requestsPerSecond, time, logger);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _sending;
        _client.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Adds a line where a rate is out of range.</summary>
    public static void CheckRate(int requestsPerSecond, List<string> problems)
    {
        if (requestsPerSecond is < 1 or > 1000)
        {
            problems.Add($"Demo:RequestsPerSecond is {requestsPerSecond}; allowed is 1 to 1000.");
        }
    }

    private async Task SendAllAsync(int requestsPerSecond, TimeProvider time)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / requestsPerSecond), time);
        try
        {
            for (var request = 0L; await timer.WaitForNextTickAsync(_stopping.Token); request++)
            {
                var user = (int)(request % Users);
                if (request % NewUserEvery == 0)
                {
                    _cookies[user] = null;
                }

                await SendAsync(_proxies[(int)(request / Users % _proxies.Count)], user);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // This is how it ends.
        }
    }

    private async Task SendAsync(Uri proxy, int user)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, proxy);
        if (_cookies[user] is { } cookie)
        {
            request.Headers.Add("Cookie", cookie);
        }

        if (user % BetaEvery == 0)
        {
            request.Headers.Add("X-User-Group", "beta");
        }

        try
        {
            using var answer = await _client.SendAsync(request, _stopping.Token);
            if (answer.Headers.TryGetValues("Set-Cookie", out var set))
            {
                _cookies[user] = set.First().Split(';')[0];
            }
        }
        catch (HttpRequestException exception)
        {
            Log.NotAnswered(_logger, exception);
        }
        catch (OperationCanceledException exception) when (!_stopping.IsCancellationRequested)
        {
            Log.NotAnswered(_logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1600, LogLevel.Warning, "A request of the demo's own traffic was not answered")]
        public static partial void NotAnswered(ILogger logger, Exception exception);
    }
}
