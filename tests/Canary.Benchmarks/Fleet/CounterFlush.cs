using System.Globalization;
using Canary.Gateway.Storage;
using StackExchange.Redis;

namespace Canary.Benchmarks.Fleet;

/// <summary>What a gateway with traffic will send once a second: one atomic script call that adds to the counts of its services' variants.</summary>
internal sealed class CounterFlush(RedisConnection connection, string instance) : IAsyncDisposable
{
    /// <summary>How many counts one call adds to: 5 services of 2 variants, with requests, errors and two sums of durations each.</summary>
    public const int Counts = 40;

    // The number of the call makes a repeated one harmless.
    private const string Script = """
        if tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or '0') >= tonumber(ARGV[2]) then
            return 0
        end
        redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
        for i = 3, #ARGV, 2 do
            redis.call('HINCRBY', KEYS[1], ARGV[i], ARGV[i + 1])
        end
        return 1
        """;

    private static readonly RedisKey[] Keys = ["{canary}:counts", "{canary}:flushes"];
    private static readonly string[] Fields = [.. Enumerable.Range(0, Counts).Select(i => string.Create(CultureInfo.InvariantCulture, $"service-{i / 8}:variant-{i / 4 % 2}:count-{i % 4}"))];
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private Task _loop = Task.CompletedTask;
    private long _number;

    /// <summary>Sends from now on.</summary>
    /// <param name="delay">Before the first call, so that gateways don't all send at once.</param>
    public void Start(TimeSpan delay) => _loop = Task.Run(() => RunAsync(delay));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
    }

    private async Task RunAsync(TimeSpan delay)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            await Task.Delay(delay, _stopping.Token);
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                _number++;
                RedisValue[] arguments = [instance, _number, .. Fields.SelectMany((field, i) => new RedisValue[] { field, _number + i })];
                await connection.EvaluateAsync(Script, Keys, arguments, _stopping.Token, writes: true);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return;
        }
    }
}
