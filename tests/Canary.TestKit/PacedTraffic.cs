using System.Collections.Concurrent;
using System.Diagnostics;

namespace Canary.TestKit;

/// <summary>Requests at a fixed rate, whether or not earlier ones were answered; remembers when which variant answered, and every one that did not end in 200.</summary>
public sealed class PacedTraffic : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false }) { Timeout = TimeSpan.FromSeconds(30) };
    private readonly ConcurrentQueue<(TimeSpan At, string Variant)> _answers = [];
    private readonly ConcurrentQueue<string> _failures = [];
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly Task _sending;
    private bool _stopped;

    private PacedTraffic(Uri[] targets, int perSecond) => _sending = SendAsync(targets, perSecond);

    /// <summary>What became of requests that did not end in 200.</summary>
    public IReadOnlyList<string> Failures => [.. _failures];

    /// <summary>When which variant answered, from the start.</summary>
    public IReadOnlyList<(TimeSpan At, string Variant)> Answers => [.. _answers];

    /// <summary>Time since the start.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_began);

    /// <summary>Starts.</summary>
    /// <param name="perSecond">Requests a second, over all targets.</param>
    /// <param name="targets">Asked in turn.</param>
    public static PacedTraffic Start(int perSecond, params Uri[] targets) => new(targets, perSecond);

    /// <summary>How many answers of a variant came in each whole second after <paramref name="from"/>.</summary>
    public int[] PerSecond(string variant, TimeSpan from, int seconds) =>
    [
        .. Enumerable.Range(0, seconds).Select(second => _answers.Count(answer =>
            answer.Variant == variant && answer.At >= from + TimeSpan.FromSeconds(second) && answer.At < from + TimeSpan.FromSeconds(second + 1))),
    ];

    /// <summary>Sends no more, and returns when all are answered.</summary>
    public async Task StopAsync()
    {
        _stopped = true;
        await _stopping.CancelAsync();
        await _sending;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
        {
            await StopAsync();
        }

        _client.Dispose();
        _stopping.Dispose();
    }

    private async Task SendAsync(Uri[] targets, int perSecond)
    {
        var sent = new List<Task>();
        using var timer = new PeriodicTimer(Step);
        while (!_stopping.IsCancellationRequested)
        {
            for (var due = (int)(Stopwatch.GetElapsedTime(_began).TotalSeconds * perSecond); sent.Count < due;)
            {
                sent.Add(AskAsync(targets[sent.Count % targets.Length]));
            }

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        await Task.WhenAll(sent);
    }

    private async Task AskAsync(Uri target)
    {
        try
        {
            using var answer = await _client.GetAsync(target);
            if (answer.IsSuccessStatusCode)
            {
                _answers.Enqueue((Stopwatch.GetElapsedTime(_began), answer.Headers.GetValues("X-Canary-Variant").Single()));
            }
            else
            {
                _failures.Enqueue($"{(int)answer.StatusCode} {target}");
            }
        }
        catch (HttpRequestException exception)
        {
            _failures.Enqueue(exception.ToString());
        }
    }
}
