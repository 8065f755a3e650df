using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Canary.Benchmarks.Soak;

/// <summary>Requests at a fixed rate to the gateways in use, whether or not earlier ones were answered: a shop with sticky users, payments, and orders that must not be sent twice.</summary>
internal sealed class SoakTraffic : IAsyncDisposable
{
    /// <summary>How many users the shop has.</summary>
    public const int Users = 500;

    // Shorter than the gateways' 75 s, as with every client: else a request may meet the end of an idle connection, and an order is not sent twice.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);
    private static readonly string Order = new('o', 2_000);

    private readonly SoakClock _clock;
    private readonly IReadOnlyList<SoakGateway> _gateways;
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(10), PooledConnectionIdleTimeout = Idle }) { Timeout = TimeSpan.FromSeconds(60) };
    private readonly ConcurrentQueue<SoakAnswer> _answers = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _sending;

    private SoakTraffic(SoakClock clock, IReadOnlyList<SoakGateway> gateways, int perSecond)
    {
        (_clock, _gateways) = (clock, gateways);
        _sending = SendAsync(perSecond);
    }

    /// <summary>All answers so far.</summary>
    public IReadOnlyCollection<SoakAnswer> Answers => _answers;

    /// <summary>Starts.</summary>
    /// <param name="clock">The run's clock.</param>
    /// <param name="gateways">Where to, in turn.</param>
    /// <param name="perSecond">Requests per second over all of them.</param>
    public static SoakTraffic Start(SoakClock clock, IReadOnlyList<SoakGateway> gateways, int perSecond) => new(clock, gateways, perSecond);

    /// <summary>Sends no more, and returns when all are answered.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _sending;
    }

    /// <summary>The variant that a user gets at a gateway, outside of the count.</summary>
    public async Task<string?> VariantOfAsync(SoakGateway gateway, int user)
    {
        using var request = Shop(gateway, user);
        using var answer = await _client.SendAsync(request);
        return await VariantOfAsync(answer);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _client.Dispose();
        _stopping.Dispose();
    }

    private static HttpRequestMessage Shop(SoakGateway gateway, int user) =>
        new(HttpMethod.Get, new Uri(gateway.Proxy, "/shop")) { Headers = { { "Cookie", string.Create(CultureInfo.InvariantCulture, $"canary-id=user-{user}") } } };

    private static async Task<string?> VariantOfAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode && text.Split(' ') is [var name, _] ? name : null;
    }

    private static (string Service, HttpRequestMessage Request) Make(int number, SoakGateway gateway) => (number % 5) switch
    {
        0 => ("orders", new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.Proxy, "/orders")) { Content = new StringContent(Order, Encoding.ASCII) }),
        1 => ("pay", new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Proxy, "/pay"))),
        _ => ("shop", Shop(gateway, number % Users)),
    };

    private async Task SendAsync(int perSecond)
    {
        var sent = new List<Task>();
        var number = 0;
        using var timer = new PeriodicTimer(Step);
        while (!_stopping.IsCancellationRequested)
        {
            for (var due = (int)(_clock.Now.TotalSeconds * perSecond); number < due; number++)
            {
                var inUse = _gateways.Where(gateway => gateway.IsInUse).ToList();
                sent.Add(AskAsync(number, inUse[number % inUse.Count]));
            }

            sent.RemoveAll(task => task.IsCompletedSuccessfully);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        await Task.WhenAll(sent);
    }

    private async Task AskAsync(int number, SoakGateway gateway)
    {
        var from = _clock.Now;
        var (service, request) = Make(number, gateway);
        string? variant = null;
        string? problem = null;
        try
        {
            using (request)
            using (var answer = await _client.SendAsync(request))
            {
                variant = await VariantOfAsync(answer);
                problem = variant is null ? $"{(int)answer.StatusCode}" : null;
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
        {
            problem = exception.InnerException is { } inner ? $"{exception.Message} {inner.Message}" : exception.Message;
        }

        _answers.Enqueue(new SoakAnswer(service, gateway.Number, from, _clock.Now, variant, problem));
    }
}
