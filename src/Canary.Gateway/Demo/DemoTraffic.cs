namespace Canary.Gateway.Demo;

/// <summary>Light steady traffic: simulated users who keep their cookies, some of them beta testers; every tenth request is somebody new.</summary>
internal sealed partial class DemoTraffic : IAsyncDisposable
{
    /// <summary>How much, roughly.</summary>
    public const int RequestsPerSecond = 20;

    private const int Users = 40;
    private const int BetaEvery = 20;
    private const int NewUserEvery = 10;
    private readonly CancellationTokenSource _stopping = new();
    private readonly string?[] _cookies = new string?[Users];
    private readonly HttpClient _client;
    private readonly ILogger _logger;
    private readonly Task _sending;

    private DemoTraffic(Uri proxy, TimeProvider time, ILogger<DemoTraffic> logger)
    {
        _logger = logger;
        _client = new HttpClient(new SocketsHttpHandler { UseCookies = false, UseProxy = false }) { BaseAddress = proxy, Timeout = TimeSpan.FromSeconds(5) };
        _sending = Task.Run(() => SendAllAsync(time));
    }

    /// <summary>Starts sending, until it is disposed.</summary>
    public static DemoTraffic Start(Uri proxy, TimeProvider time, ILogger<DemoTraffic> logger) => new(proxy, time, logger);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _sending;
        _client.Dispose();
        _stopping.Dispose();
    }

    private async Task SendAllAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / RequestsPerSecond), time);
        try
        {
            for (var request = 0L; await timer.WaitForNextTickAsync(_stopping.Token); request++)
            {
                var user = (int)(request % Users);
                if (request % NewUserEvery == 0)
                {
                    _cookies[user] = null;
                }

                await SendAsync(user);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // This is how it ends.
        }
    }

    private async Task SendAsync(int user)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
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
