using System.Collections.Concurrent;
using System.Diagnostics;

namespace Canary.TestKit;

/// <summary>Clients that send one request after the other until they are stopped, and remember every one that did not end in 200.</summary>
public sealed class SteadyTraffic : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpClient _client;
    private readonly Task[] _workers;
    private readonly ConcurrentQueue<string> _failures = [];
    private readonly ConcurrentQueue<double> _milliseconds = [];
    private readonly TimeSpan _pause;
    private long _answered;

    private SteadyTraffic(Uri proxy, int clients, TimeSpan pause, Func<HttpRequestMessage> request)
    {
        _pause = pause;
        _client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = proxy, Timeout = TimeSpan.FromSeconds(30) };
        _workers = [.. Enumerable.Range(0, clients).Select(_ => Task.Run(() => SendAsync(request)))];
    }

    /// <summary>Requests that ended in 200 so far.</summary>
    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>What became of all the others.</summary>
    public IReadOnlyList<string> Failures => [.. _failures];

    /// <summary>Starts the clients.</summary>
    /// <param name="proxy">Where to.</param>
    /// <param name="clients">How many at once.</param>
    /// <param name="request">Makes one request, with a relative URI.</param>
    /// <param name="pause">Between two requests of a client; default none.</param>
    public static SteadyTraffic Start(Uri proxy, int clients, Func<HttpRequestMessage> request, TimeSpan pause = default) => new(proxy, clients, pause, request);

    /// <summary>Lets the requests under way end, and stops.</summary>
    /// <returns>Milliseconds of every answered request since the last call, in rising order.</returns>
    public async Task<double[]> StopAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_workers);
        return TakeLatencies();
    }

    /// <summary>Milliseconds of every request that was answered since the last call, in rising order.</summary>
    public double[] TakeLatencies()
    {
        var taken = new List<double>();
        while (_milliseconds.TryDequeue(out var one))
        {
            taken.Add(one);
        }

        taken.Sort();
        return [.. taken];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_workers);
        _client.Dispose();
        _stopping.Dispose();
    }

    private async Task SendAsync(Func<HttpRequestMessage> request)
    {
        while (!_stopping.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            try
            {
                using var message = request();
                using var answer = await _client.SendAsync(message);
                await answer.Content.ReadAsByteArrayAsync();
                if (answer.StatusCode == System.Net.HttpStatusCode.OK)
                {
                    Interlocked.Increment(ref _answered);
                    _milliseconds.Enqueue(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                }
                else
                {
                    _failures.Enqueue($"{(int)answer.StatusCode} {message.RequestUri}");
                }
            }
            catch (Exception exception)
            {
                _failures.Enqueue(exception.ToString());
            }

            if (_pause > TimeSpan.Zero)
            {
                await Task.Delay(_pause);
            }
        }
    }
}
