using Canary.Benchmarks.Compare;
using Canary.Benchmarks.Loads;
using Canary.Benchmarks.Machine;
using Canary.Benchmarks.Subjects;

namespace Canary.Benchmarks.Scale;

/// <summary>Measures how the gateway's costs grow with services and rules; requests in interleaved rounds, the rest size after size.</summary>
internal static class ScaleCommand
{
    /// <summary>What the fixed rate of requests is compared with.</summary>
    public const string Quiet = "quiet";

    private const int UsualRules = 10;
    private const int Connections = 64;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    /// <summary>Runs all and prints tables.</summary>
    public static async Task<int> RunAsync(ScaleOptions options)
    {
        using var priority = new Priority(options.Nice);
        await using var bench = await Bench.StartAsync();
        var others = new OtherLoad();
        List<ScaleSize> sizes = [.. options.Services.Select(services => new ScaleSize(services, UsualRules)), .. options.Rules.Select(rules => new ScaleSize(1, rules))];
        try
        {
            var starts = options.Starts > 0 ? await StartComparison.MeasureAsync(bench, options.Starts) : "";
            await MeasureRequestsAsync(bench, sizes, options);
            foreach (var size in sizes)
            {
                await MeasureOperationsAsync(bench, size, options);
                await Console.Error.WriteLineAsync($"scale: operations of {size.Gateway.Name}");
            }

            Console.WriteLine(starts);
            Console.WriteLine(ScaleTable.Format(sizes, options.Rate, others.Share()));
            return 0;
        }
        finally
        {
            foreach (var size in sizes)
            {
                await size.DisposeAsync();
            }
        }
    }

    private static async Task MeasureRequestsAsync(Bench bench, List<ScaleSize> sizes, ScaleOptions options)
    {
        foreach (var size in sizes)
        {
            await size.Gateway.StartAsync(bench);
            await Task.Delay(Settling);
            size.ResidentBytes = ProcessTree.ResidentBytesOf(size.Gateway.ProcessId);
            await Round.WarmUpAsync(size.Gateway, Round.WarmUpRequests, () => SendAsync(size, options.WarmUpSeconds));
        }

        for (var round = 0; round < options.Rounds; round++)
        {
            for (var i = 0; i < sizes.Count; i++)
            {
                var size = sizes[(round + i) % sizes.Count];
                size.Requests.Add(await Round.MeasureAsync(size.Gateway, () => SendAsync(size, options.Seconds)));
            }

            await Console.Error.WriteLineAsync($"scale: round {round + 1} of {options.Rounds}");
        }

        Task<LoadResult> SendAsync(ScaleSize size, double seconds) =>
            new Wrk(bench, Connections, hosts: size.Hosts).RunAsync(new Uri($"http://127.0.0.1:{size.Gateway.Ports.Http}/"), seconds);
    }

    private static async Task MeasureOperationsAsync(Bench bench, ScaleSize size, ScaleOptions options)
    {
        var gateway = size.Gateway;
        var calls = new AdminCalls(gateway.Admin, bench.BackendPort);

        // The first calls compile what they run through.
        await OperationCost.MeasureAsync(gateway, 3, calls.ChangeWeightsAsync);
        await OperationCost.MeasureAsync(gateway, 2, calls.AddOrRemoveServiceAsync);
        await OperationCost.MeasureAsync(gateway, 1, calls.ScrapeAsync);

        size.Operations["weights"] = await OperationCost.MeasureAsync(gateway, 20, i => calls.ChangeWeightsAsync(i + 10));
        size.Operations["add"] = await OperationCost.MeasureAsync(gateway, 5, calls.AddServiceAsync);
        size.Operations["remove"] = await OperationCost.MeasureAsync(gateway, 5, calls.RemoveServiceAsync);
        size.Operations["scrape"] = await OperationCost.MeasureAsync(gateway, 5, calls.ScrapeAsync);

        size.Meanwhile[Quiet] = await SendAsync(_ => Task.Delay(TimeSpan.FromSeconds(1)), TimeSpan.Zero);
        size.Meanwhile["weights"] = await SendAsync(i => AdminCalls.SendAsync(calls.ChangeWeightsAsync, i), TimeSpan.FromMilliseconds(200));
        size.Meanwhile["add, remove"] = await SendAsync(i => AdminCalls.SendAsync(calls.AddOrRemoveServiceAsync, i), TimeSpan.FromMilliseconds(500));
        size.Meanwhile["scrape"] = await SendAsync(i => AdminCalls.SendAsync(calls.ScrapeAsync, i), TimeSpan.FromSeconds(1));

        async Task<LoadResult> SendAsync(Func<int, Task> meanwhile, TimeSpan pause)
        {
            var load = OpenLoop.RunAsync(gateway.Ports.Http, options.Rate, Connections, options.Seconds);
            for (var i = 0; !load.IsCompleted || i % 2 == 1; i++)
            {
                await meanwhile(i);
                await Task.Delay(pause);
            }

            return await load;
        }
    }
}
