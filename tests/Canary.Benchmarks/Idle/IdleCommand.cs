using System.Globalization;
using Canary.Benchmarks.Compare;
using Canary.Benchmarks.Machine;
using Canary.Benchmarks.Subjects;
using Canary.TestKit;

namespace Canary.Benchmarks.Idle;

/// <summary>Measures the memory of connections on which nothing happens, each time in a new process, in interleaved rounds.</summary>
internal static class IdleCommand
{
    /// <summary>The first label of the host whose backend takes WebSockets.</summary>
    public const string Sockets = "sockets";

    private const int WarmUpSeconds = 3;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    /// <summary>Runs all and prints a table.</summary>
    public static async Task<int> RunAsync(IdleOptions options)
    {
        using var priority = new Priority(options.Nice);
        await using var bench = await Bench.StartAsync();
        var others = new OtherLoad();
        var table = new IdleTable();
        (string Kind, int Count)[] loads = [(HeldConnections.KeepAlive, options.Connections), (HeldConnections.WebSockets, options.WebSockets)];
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var (kind, count) in loads)
            {
                for (var i = 0; i < IdleTable.Subjects.Count; i++)
                {
                    var name = IdleTable.Subjects[(round + i) % IdleTable.Subjects.Count];
                    var cost = await MeasureAsync(bench, name, kind, count);
                    table.Add(kind, count, name, cost);
                    await Console.Error.WriteLineAsync(string.Create(
                        CultureInfo.InvariantCulture, $"idle, round {round + 1} of {options.Rounds}: {count:N0} {kind}, {name} {cost.ResidentBytes / 1024:0.0} KB each"));
                }
            }
        }

        Console.WriteLine(table.Format(options.Rounds, others.Share()));
        return 0;
    }

    private static async Task<ConnectionCost> MeasureAsync(Bench bench, string name, string kind, int count)
    {
        var backend = FreePort.Next();
        ExtraHost[] extras = [new(Sockets, backend)];
        await using Subject subject = name == IdleTable.Gateway
            ? new GatewaySubject(name, Repository.GatewayProgram, new Dictionary<string, string>(), extras: extras)
            : new StockYarpSubject(name, quiet: false, extras);
        await subject.StartAsync(bench);
        await Scenario.Small.RunAsync(bench, subject, WarmUpSeconds);

        // Compiles what the connections run through, so that this is not counted as theirs.
        await using (await HeldConnections.OpenAsync(kind, subject.Ports.Http, 10, backend))
        {
        }

        var before = await MemoryUse.ReadAsync(subject, Settling);
        await using var held = await HeldConnections.OpenAsync(kind, subject.Ports.Http, count, backend);
        var after = await MemoryUse.ReadAsync(subject, Settling);
        return new ConnectionCost(
            (after.ResidentBytes - before.ResidentBytes) / (double)count,
            (after.CollectedResidentBytes - before.CollectedResidentBytes) / (double)count,
            (after.HeapBytes - before.HeapBytes) / count);
    }
}
