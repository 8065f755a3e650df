using Canary.TestKit;

namespace Canary.Benchmarks.Soak;

/// <summary>Three gateways on two Redis servers, backends, traffic, operators and faults; and what came of it.</summary>
internal sealed class SoakRun(SoakOptions options)
{
    private const int Gateways = 3;

    /// <summary>Runs, and judges.</summary>
    public async Task<SoakReport> RunAsync()
    {
        await using var network = await SoakNetwork.CreateAsync(Gateways);
        await using var redis = await RedisPair.StartAsync(SoakNetwork.RedisAddress);
        await using var backends = await SoakBackends.StartAsync();
        var gateways = await Task.WhenAll(Enumerable.Range(0, Gateways).Select(number => SoakGateway.StartAsync(number, network, redis.Configuration)));
        try
        {
            await PutServicesAsync(gateways, backends);
            return await RunAsync(gateways, redis, network, backends);
        }
        finally
        {
            foreach (var gateway in gateways)
            {
                await gateway.DisposeAsync();
            }
        }
    }

    private static async Task PutServicesAsync(SoakGateway[] gateways, SoakBackends backends)
    {
        foreach (var (name, json) in SoakServices.All(backends))
        {
            using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
            using var answer = await gateways[0].Admin.PutAsync($"/api/v1/services/{name}", content);
            if (!answer.IsSuccessStatusCode)
            {
                throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
            }
        }

        foreach (var gateway in gateways)
        {
            await Eventually.TrueAsync(async () => (await gateway.Admin.GetAsync("/api/v1/services/orders")).IsSuccessStatusCode, "the services are known everywhere");
        }
    }

    private async Task<SoakReport> RunAsync(SoakGateway[] gateways, RedisPair redis, SoakNetwork network, SoakBackends backends)
    {
        var clock = new SoakClock();
        var time = TimeSpan.FromSeconds(options.Seconds);
        using var stopping = new CancellationTokenSource();
        await using var traffic = SoakTraffic.Start(clock, gateways, options.Rate);
        var operators = new SoakOperators(clock, gateways, new Random(options.Seed));
        var history = new SoakHistory(gateways);
        var memory = new SoakMemory(clock, gateways[^1]);
        var faults = new SoakFaults(clock, gateways, redis, network, new Random(options.Seed + 1));
        var misbehaving = backends.MisbehaveAsync(new Random(options.Seed + 2), stopping.Token);
        Task[] working = [operators.WorkAsync(stopping.Token), history.FollowAsync(stopping.Token), memory.SampleAsync(stopping.Token)];

        await faults.RunAsync(options.Faults, time);
        await Task.Delay(time > clock.Now ? time - clock.Now : TimeSpan.Zero);
        await stopping.CancelAsync();
        await Task.WhenAll(working);
        var misbehaved = await misbehaving;
        await traffic.StopAsync();

        // Rollouts go on by themselves: what logs tell by now is in history a moment later.
        var logs = new SoakLogs(gateways);
        await history.ReadAsync();
        var judge = new SoakJudge();
        judge.Violations.AddRange(faults.Problems);
        judge.JudgeAnswers(traffic.Answers, gateways);
        judge.JudgeWrites(operators.Writes, history);
        judge.JudgeSteps(history.Of("pay"));
        judge.JudgeWeights(operators.Writes, traffic.Answers, gateways);
        await JudgeEndAsync(judge, gateways, traffic);
        if (options.Logs is { } folder)
        {
            Directory.CreateDirectory(folder);
            foreach (var gateway in gateways)
            {
                await File.WriteAllLinesAsync(Path.Combine(folder, $"{gateway.Name}.log"), gateway.Logs.SelectMany(run => run));
            }

            await File.WriteAllLinesAsync(Path.Combine(folder, "memory.txt"), memory.Samples);
            await File.WriteAllLinesAsync(Path.Combine(folder, "history.txt"), history.Of("pay").Concat(history.Of("shop")).Select(version => version.ToString()));
        }

        judge.JudgeLogs(logs, history);
        return new SoakReport(options, clock, clock.Now, traffic.Answers, operators.Writes, faults.Counts, misbehaved, logs, judge, memory);
    }

    // All is well again: all gateways hold the same, and give each user the same.
    private static async Task JudgeEndAsync(SoakJudge judge, SoakGateway[] gateways, SoakTraffic traffic)
    {
        var tags = new HashSet<string>();
        await Eventually.TrueAsync(
            async () =>
            {
                tags.Clear();
                foreach (var gateway in gateways)
                {
                    using var answer = await gateway.Admin.GetAsync("/api/v1/services/shop");
                    tags.Add(answer.Headers.ETag!.Tag);
                }

                return tags.Count == 1;
            },
            "all gateways hold the same revision");
        for (var user = 0; user < SoakTraffic.Users; user++)
        {
            var variants = new HashSet<string?>();
            foreach (var gateway in gateways)
            {
                variants.Add(await traffic.VariantOfAsync(gateway, user));
            }

            if (variants.Count != 1)
            {
                judge.Violations.Add($"user-{user} gets {string.Join(" and ", variants)} at the end.");
            }
        }
    }
}
