using System.Diagnostics;
using System.Globalization;
using System.Text;
using Canary.Benchmarks.Compare;
using Canary.Benchmarks.Machine;
using Canary.Benchmarks.Subjects;
using Canary.Gateway.Storage;
using Canary.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Canary.Benchmarks.Fleet;

/// <summary>Measures one Redis on a core of its own under many gateways that this process simulates on the other: how soon changes arrive, and what they cost Redis.</summary>
internal static class FleetCommand
{
    private const int ThreadGroups = 4;
    private const int StartedAtOnce = 20;
    private const int Rules = 2;
    private const string Backend = "http://127.0.0.1:1";
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenChanges = TimeSpan.FromMilliseconds(500);
    private static readonly WriteOrigin Origin = new("benchmark", null, "weights", null);

    /// <summary>Runs all and prints two tables.</summary>
    public static async Task<int> RunAsync(FleetOptions options)
    {
        await using var redis = await RedisServer.StartAsync();
        await PinnedProcess.MoveAsync(redis.ProcessId, PinnedProcess.SubjectCore);
        await PinnedProcess.MoveAsync(Environment.ProcessId, PinnedProcess.LoadCore);
        await using var writer = StoreFactory.Create(new StoreOptions { Kind = StoreKind.Redis, Redis = redis.Configuration }, TimeProvider.System, NullLoggerFactory.Instance);
        await writer.StartAsync(CancellationToken.None);
        var revision = await SeedAsync(writer, options.Services);

        var threads = Enumerable.Range(0, ThreadGroups).Select(i => new SocketManager($"redis-{i}")).ToList();
        var arrivals = new Arrivals(options.Gateways);
        var gateways = Enumerable.Range(0, options.Gateways).Select(i => new SimulatedGateway(i, redis.Configuration, threads[i % ThreadGroups], arrivals)).ToList();
        arrivals.Expect(revision);
        await Parallel.ForEachAsync(gateways, new ParallelOptions { MaxDegreeOfParallelism = StartedAtOnce }, async (gateway, _) => await gateway.StartAsync());
        await arrivals.AllAsync(Stopwatch.GetTimestamp());
        await Console.Error.WriteLineAsync($"fleet: {options.Gateways} gateways follow");

        await Task.Delay(Settling);
        var others = new OtherLoad();
        var phase = TimeSpan.FromSeconds(options.Seconds);
        var uses = new List<(string, RedisUse)> { ("they follow", await RedisUse.MeasureAsync(redis, () => Task.Delay(phase))) };
        for (var i = 0; i < gateways.Count; i++)
        {
            gateways[i].StartFlushing(TimeSpan.FromSeconds((double)i / gateways.Count));
        }

        await Task.Delay(Settling);
        uses.Add(("… and flush", await RedisUse.MeasureAsync(redis, () => Task.Delay(phase))));
        var changes = new List<double[]>();
        uses.Add(("… and follow changes", await RedisUse.MeasureAsync(redis, async () => changes = await ChangeAsync(writer, arrivals, revision, phase))));
        Console.WriteLine(Format(options, uses, changes, others.Share()));
        await Parallel.ForEachAsync(gateways, async (gateway, _) => await gateway.DisposeAsync());
        threads.ForEach(group => group.Dispose());
        return 0;
    }

    private static Task<long> SeedAsync(IServiceStore store, int services) => store.ReseedAsync(
        "benchmark", 0, [.. Enumerable.Range(0, services).Select(i => new SeedDocument(ManyServices.NameOf(i), ManyServices.Document(i, Rules, Backend).Document, []))], Origin, CancellationToken.None);

    private static async Task<List<double[]>> ChangeAsync(IServiceStore store, Arrivals arrivals, long revision, TimeSpan duration)
    {
        var all = new List<double[]>();
        var started = Stopwatch.GetTimestamp();
        for (var number = 0; Stopwatch.GetElapsedTime(started) < duration; number++)
        {
            arrivals.Expect(++revision);
            var document = ManyServices.Document(0, Rules, Backend, canary: 1 + (number % 50)).Document;
            var written = Stopwatch.GetTimestamp();
            var result = await store.WriteAsync(
                new ServiceWrite(ManyServices.NameOf(0), document, [], WriteCondition.None, null, revision - 1, Origin), CancellationToken.None);
            if (result is not WriteResult.Accepted)
            {
                throw new InvalidOperationException($"A change was refused: {result}");
            }

            all.Add(await arrivals.AllAsync(written));
            await Task.Delay(BetweenChanges);
        }

        return all;
    }

    private static string Format(FleetOptions options, IReadOnlyList<(string Phase, RedisUse Use)> uses, IReadOnlyList<double[]> changes, double others)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"### fleet: {options.Gateways:N0} gateways on one Redis, {options.Services:N0} services").AppendLine();
        text.AppendLine("| gateways | Redis, of a core | more than before | commands a second | sent MB/s |").AppendLine("|---|--:|--:|--:|--:|");
        var before = 0.0;
        foreach (var (phase, use) in uses)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {phase} | {use.CoreShare:P1} | {use.CoreShare - before:P1} | {use.CommandsPerSecond:N0} | {use.SentBytesPerSecond / 1e6:0.0} |");
            before = use.CoreShare;
        }

        string Line(double share) => Spread.Of(changes.Select(times => share == 0 ? times[0] : Figures.Quantile(times, share))).Format("0");
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"| ms from a write until it is in force in | the first | half | 99% | all |");
        text.AppendLine("|---|--:|--:|--:|--:|").AppendLine($"| {changes.Count} changes | {Line(0)} | {Line(0.5)} | {Line(0.99)} | {Line(1)} |").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Median (least–most). Each gateway has its own connections, follows as the product does and, in the flushes, adds to {CounterFlush.Counts} counts once a second;");
        text.AppendLine(CultureInfo.InvariantCulture, $"all share one core, Redis has the other. Others used {others:P0} of the machine meanwhile.");
        return text.ToString();
    }
}
