using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Canary.Benchmarks.Compare;
using Canary.Benchmarks.Loads;
using Canary.Benchmarks.Machine;
using Canary.Benchmarks.Subjects;
using Canary.TestKit;

namespace Canary.Benchmarks.Mirror;

/// <summary>Measures requests at a fixed rate without a mirror, with one that answers as it should, and with each bad one, all on one gateway in interleaved rounds.</summary>
internal static class MirrorCommand
{
    private const string None = "none";
    private const string Good = "good";
    private const int Connections = 64;
    private const int Settle = 500;

    /// <summary>Runs all and prints a table.</summary>
    public static async Task<int> RunAsync(MirrorOptions options)
    {
        using var priority = new Priority(options.Nice);
        await using var bench = await Bench.StartAsync();
        var ports = BadMirror.All.ToDictionary(mirror => mirror.Name, _ => FreePort.Next());
        ports[Good] = bench.BackendPort;
        string[] arguments = [typeof(BadMirror).Assembly.Location, BadMirror.Command, .. BadMirror.All.Select(mirror => ports[mirror.Name].ToString(CultureInfo.InvariantCulture))];
        await using var mirrors = PinnedProcess.Start(PinnedProcess.LoadCore, "dotnet", arguments);
        await using var gateway = new GatewaySubject("gateway", Repository.GatewayProgram, new Dictionary<string, string>());
        await gateway.StartAsync(bench);
        await Round.WarmUpAsync(gateway, Round.WarmUpRequests, () => Scenario.Small.RunAsync(bench, gateway, options.WarmUpSeconds));
        string[] kinds = [None, Good, .. BadMirror.All.Select(mirror => mirror.Name), .. BadMirror.All.Select(mirror => $"{mirror.Name}, compared")];
        var runs = kinds.ToDictionary(kind => kind, _ => new List<(LoadResult Load, double Cpu, double Memory)>());
        for (var round = 0; round <= options.Rounds; round++)
        {
            foreach (var kind in kinds)
            {
                await PutAsync(gateway, bench, kind, ports);
                await Task.Delay(Settle);
                var cpuBefore = ProcessTree.CpuOf(gateway.ProcessId);
                var load = await OpenLoop.RunAsync(gateway.Ports.Http, options.Rate, Connections, round == 0 ? 1 : options.Seconds);
                var cpu = (ProcessTree.CpuOf(gateway.ProcessId) - cpuBefore).TotalSeconds / load.Seconds;
                if (round > 0)
                {
                    // The first round compiles what copies run through, and does not count.
                    runs[kind].Add((load, cpu, ProcessTree.ResidentBytesOf(gateway.ProcessId) / 1e6));
                }
            }
        }

        Console.WriteLine(Format(options, kinds, runs));
        return 0;
    }

    private static async Task PutAsync(GatewaySubject gateway, Bench bench, string kind, Dictionary<string, int> ports)
    {
        var service = ManyServices.Json(0, 10, $"http://127.0.0.1:{bench.BackendPort}");
        if (kind != None)
        {
            service["variants"]!["shadow"] = new JsonObject { ["destinations"] = new JsonArray($"http://127.0.0.1:{ports[kind.Split(',')[0]]}") };
            service["mirror"] = new JsonObject { ["variant"] = "shadow" };
            if (kind.EndsWith("compared", StringComparison.Ordinal))
            {
                service["mirror"]!["compare"] = new JsonObject { ["noise"] = 0 };
            }
        }

        using var answer = await gateway.Admin.PutAsJsonAsync($"/api/v1/services/{ManyServices.NameOf(0)}", service);
        answer.EnsureSuccessStatusCode();
    }

    private static string Format(MirrorOptions options, string[] kinds, Dictionary<string, List<(LoadResult Load, double Cpu, double Memory)>> runs)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"### mirror: {options.Rate:N0} requests per second, all of them copied").AppendLine();
        foreach (var mirror in BadMirror.All)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"- **{mirror.Name}**: {mirror.Title}.");
        }

        text.AppendLine().AppendLine("| mirror | p50 ms | p99 ms | p99.9 ms | p99 ÷ none | of its core | MB | failed |");
        text.AppendLine("|---|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var kind in kinds)
        {
            var of = runs[kind];
            string Cell(Func<(LoadResult Load, double Cpu, double Memory), double> read, string format) => Spread.Of(of.Select(read)).Format(format);
            var ratio = Spread.Of(of.Zip(runs[None], (run, none) => run.Load.P99 / none.Load.P99)).Format("0.00");
            text.AppendLine(CultureInfo.InvariantCulture, $"| {kind} | {Cell(r => r.Load.P50, "0.00")} | {Cell(r => r.Load.P99, "0.00")} | {Cell(r => r.Load.P999, "0.00")} | {ratio} | {Cell(r => r.Cpu, "P0")} | {Cell(r => r.Memory, "0")} | {of.Sum(r => r.Load.Errors)} |");
        }

        return text.AppendLine().Append(CultureInfo.InvariantCulture, $"Median (least–most) of {options.Rounds} interleaved rounds on one core.").ToString();
    }
}
