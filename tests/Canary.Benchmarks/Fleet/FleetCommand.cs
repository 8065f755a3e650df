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

/// <summary>Measures one Redis under many gateways that this process simulates: how soon changes arrive, and what they cost Redis.</summary>
internal static class FleetCommand
{
    private const int ThreadGroups = 4;
    private const int StartedAtOnce = 200;
    private const int Rules = 2;
    private const string Backend = "http://127.0.0.1:1";
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenChanges = TimeSpan.FromMilliseconds(500);
    private static readonly WriteOrigin Origin = new("benchmark", null, "weights", null);

    /// <summary>Runs all and prints two tables.</summary>
    public static async Task<int> RunAsync(FleetOptions options)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var writer = StoreFactory.Create(new StoreOptions { Kind = StoreKind.Redis, Redis = redis.Configuration }, TimeProvider.System, NullLoggerFactory.Instance);
        await writer.StartAsync(CancellationToken.None);
        var revision = await SeedAsync(writer, options.Services);

        var threads = Enumerable.Range(0, ThreadGroups).Select(i => new SocketManager($"redis-{i}")).ToList();
        var (announced, applied) = (new Arrivals(options.Gateways), new Arrivals(options.Gateways));
        var gateways = Enumerable.Range(0, options.Gateways).Select(i => new SimulatedGateway(i, redis.Configuration, threads[i % ThreadGroups], announced, applied)).ToList();
        applied.Expect(revision);
        var starting = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(gateways, new ParallelOptions { MaxDegreeOfParallelism = StartedAtOnce }, async (gateway, _) => await gateway.StartAsync());
        await applied.AllAsync(starting);
        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"fleet: {options.Gateways} gateways follow after {Stopwatch.GetElapsedTime(starting).TotalSeconds:0.0} s"));

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
        var changes = new List<Change>();
        uses.Add(("… and follow changes", await RedisUse.MeasureAsync(redis, async () => changes = await ChangeAsync(writer, announced, applied, revision, phase))));
        Console.WriteLine(Format(options, uses, changes, others.Share()));
        await Parallel.ForEachAsync(gateways, async (gateway, _) => await gateway.DisposeAsync());
        threads.ForEach(group => group.Dispose());
        return 0;
    }

    private static Task<long> SeedAsync(IServiceStore store, int services) => store.ReseedAsync(
        "benchmark", 0, [.. Enumerable.Range(0, services).Select(i => new SeedDocument(ManyServices.NameOf(i), ManyServices.Document(i, Rules, Backend).Document, []))], Origin, CancellationToken.None);

    private static async Task<List<Change>> ChangeAsync(IServiceStore store, Arrivals announced, Arrivals applied, long revision, TimeSpan duration)
    {
        var all = new List<Change>();
        var started = Stopwatch.GetTimestamp();
        for (var number = 0; Stopwatch.GetElapsedTime(started) < duration; number++)
        {
            announced.Expect(++revision);
            applied.Expect(revision);
            var document = ManyServices.Document(0, Rules, Backend, canary: 1 + (number % 50)).Document;
            var written = Stopwatch.GetTimestamp();
            var result = await store.WriteAsync(
                StoreWrite.Of(new ServiceWrite(ManyServices.NameOf(0), document, null, [], WriteCondition.None), Origin, null, revision - 1), CancellationToken.None);
            if (result is not WriteResult.Accepted)
            {
                throw new InvalidOperationException($"A change was refused: {result}");
            }

            var inForce = await applied.AllAsync(written);
            await Task.Delay(BetweenChanges);
            all.Add(new Change(announced.SoFar(written), inForce));
        }

        return all;
    }

    private static string Format(FleetOptions options, IReadOnlyList<(string Phase, RedisUse Use)> uses, List<Change> changes, double others)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"### fleet: {options.Gateways:N0} gateways on one Redis, {options.Services:N0} services").AppendLine();
        text.AppendLine("| gateways | Redis, of a core | more than before | this program, of a core | commands a second | sent MB/s |").AppendLine("|---|--:|--:|--:|--:|--:|");
        var before = 0.0;
        foreach (var (phase, use) in uses)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {phase} | {use.CoreShare:P1} | {use.CoreShare - before:P1} | {use.SimulationShare:P0} | {use.CommandsPerSecond:N0} | {use.SentBytesPerSecond / 1e6:0.0} |");
            before = use.CoreShare;
        }

        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"| ms from a write, {changes.Count} of them | gateways | the first | half | 99% | the last |").AppendLine("|---|--:|--:|--:|--:|--:|");
        text.AppendLine(Row("announced", changes.ConvertAll(change => change.Announced)));
        text.AppendLine(Row("in force", changes.ConvertAll(change => change.Applied)));
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"Median (least–most). Each gateway has its own connections, follows as the product does and, in the flushes, adds to {CounterFlush.Counts} counts once a second;");
        text.AppendLine(CultureInfo.InvariantCulture, $"Redis, the gateways and the writer share {Environment.ProcessorCount} cores. Others used {others:P0} of the machine meanwhile.");
        return text.ToString();
    }

    private static string Row(string name, List<double[]> times)
    {
        string Cell(Func<double[], double> read) => Spread.Of(times.Select(read)).Format("0");
        return $"| {name} | {Cell(t => t.Length)} | {Cell(t => t[0])} | {Cell(t => Figures.Quantile(t, 0.5))} | {Cell(t => Figures.Quantile(t, 0.99))} | {Cell(t => t[^1])} |";
    }

    // Milliseconds after the write for each gateway, in order.
    private sealed record Change(double[] Announced, double[] Applied);
}
