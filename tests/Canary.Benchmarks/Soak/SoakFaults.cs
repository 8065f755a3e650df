using System.Globalization;
using Canary.TestKit;

namespace Canary.Benchmarks.Soak;

/// <summary>Kills, stops and cuts off gateways and Redis, one after the other, and waits until all is well before the next.</summary>
internal sealed class SoakFaults
{
    // What balancers need until they notice that a gateway does not answer.
    private static readonly TimeSpan Notice = TimeSpan.FromMilliseconds(500);

    private readonly SoakClock _clock;
    private readonly IReadOnlyList<SoakGateway> _gateways;
    private readonly RedisPair _redis;
    private readonly SoakNetwork _network;
    private readonly Random _random;
    private readonly (string Name, Func<Task> RunAsync)[] _kinds;
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Does nothing until it runs.</summary>
    public SoakFaults(SoakClock clock, IReadOnlyList<SoakGateway> gateways, RedisPair redis, SoakNetwork network, Random random)
    {
        (_clock, _gateways, _redis, _network, _random) = (clock, gateways, redis, network, random);
        _kinds =
        [
            ("a gateway is killed", KillAsync),
            ("a gateway is asked to end", TerminateAsync),
            ("a gateway stands still", PauseAsync),
            ("a gateway is cut off from Redis", CutFromRedisAsync),
            ("a gateway is cut off from everything", CutFromAllAsync),
            ("Redis is killed", () => OfRedisAsync(RestartRedisAsync)),
            ("Redis hangs", () => OfRedisAsync(HangRedisAsync)),
            ("Redis fails over", () => OfRedisAsync(FailOverAsync)),
        ];
    }

    /// <summary>How often each was done.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    /// <summary>What went wrong with the faults themselves: a gateway that did not end or start as it should.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Does so many, spread over a time; all kinds before any comes again.</summary>
    public async Task RunAsync(int faults, TimeSpan time)
    {
        var order = new List<int>();
        for (var i = 0; i < faults; i++)
        {
            if (order.Count == 0)
            {
                order.AddRange(Enumerable.Range(0, _kinds.Length).OrderBy(_ => _random.Next()));
            }

            var at = time * ((i + 0.5 * _random.NextDouble()) / faults);
            await Task.Delay(at > _clock.Now ? at - _clock.Now : TimeSpan.Zero);
            var (name, runAsync) = _kinds[order[0]];
            order.RemoveAt(0);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_clock.Now.TotalSeconds,7:0.0} s: {name}"));
            await runAsync();
            await WellAsync();
            _counts[name] = _counts.GetValueOrDefault(name) + 1;
        }
    }

    private TimeSpan Between(double least, double most) => TimeSpan.FromSeconds(least + ((most - least) * _random.NextDouble()));

    // The last one lives through the whole run, so that its memory tells something.
    private SoakGateway Mortal() => _gateways[_random.Next(_gateways.Count - 1)];

    private SoakGateway Any() => _gateways[_random.Next(_gateways.Count)];

    private async Task KillAsync()
    {
        var gateway = Mortal();
        gateway.Goes(_clock.Now);
        await gateway.KillAsync();
        await Task.Delay(Notice);
        gateway.IsInUse = false;
        await Task.Delay(Between(0, 3));
        await gateway.RestartAsync();
    }

    private async Task TerminateAsync()
    {
        var gateway = Mortal();
        var ending = gateway.TerminateAsync();

        // While it still takes requests a balancer sees that it is not ready.
        await Task.Delay(Notice);
        gateway.IsInUse = false;
        if (await ending is not 0 and var exitCode)
        {
            Problems.Add($"{gateway.Name} ended with exit code {exitCode} when it was asked to end.");
        }

        gateway.Goes(_clock.Now);
        await gateway.RestartAsync();
    }

    private async Task PauseAsync()
    {
        var gateway = Any();
        gateway.GoesDeaf(_clock.Now);
        gateway.Pause();
        await Task.Delay(Notice);
        gateway.IsInUse = false;
        await Task.Delay(Between(2, 9));
        gateway.Resume();
    }

    private async Task CutFromRedisAsync()
    {
        var gateway = Any();
        gateway.GoesDeaf(_clock.Now);
        await _network.CutFromRedisAsync(gateway.Number);
        await Task.Delay(Between(2, 12));
        await _network.JoinToRedisAsync(gateway.Number);
    }

    private async Task CutFromAllAsync()
    {
        var gateway = Any();
        gateway.Goes(_clock.Now);
        await SoakNetwork.CutFromAllAsync(gateway.Number);
        await Task.Delay(Notice);
        gateway.IsInUse = false;
        await Task.Delay(Between(2, 9));
        await SoakNetwork.JoinToAllAsync(gateway.Number);
    }

    private async Task OfRedisAsync(Func<Task> happenAsync)
    {
        foreach (var gateway in _gateways)
        {
            gateway.GoesDeaf(_clock.Now);
        }

        await happenAsync();
    }

    private async Task RestartRedisAsync()
    {
        await _redis.Master.KillAsync();
        await Task.Delay(Between(0, 4));
        await _redis.Master.RestartAsync();
    }

    private async Task HangRedisAsync()
    {
        await _redis.Master.PauseAsync();
        await Task.Delay(Between(1, 6));
        await _redis.Master.ResumeAsync();
    }

    private async Task FailOverAsync()
    {
        await _redis.FailOverAsync();
        await Task.Delay(Between(0, 3));
        await _redis.BringBackAsync();
    }

    // Until every gateway is ready, hears the store, and knows of all that it holds.
    private async Task WellAsync()
    {
        foreach (var gateway in _gateways)
        {
            await Eventually.TrueAsync(() => IsWellAsync(gateway), $"{gateway.Name} is well again", TimeSpan.FromMinutes(2));
        }

        foreach (var gateway in _gateways)
        {
            gateway.IsBack(_clock.Now);
            gateway.IsInUse = true;
        }
    }

    private static async Task<bool> IsWellAsync(SoakGateway gateway)
    {
        try
        {
            using var ready = await gateway.Admin.GetAsync("/readyz");
            return ready.IsSuccessStatusCode && (await gateway.Admin.GetStringAsync("/metrics")).Contains("\ncanary_store_up 1\n", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
