using System.Globalization;
using Canary.Benchmarks.Machine;
using Canary.TestKit;

namespace Canary.Benchmarks.Disturbed;

/// <summary>Disturbances that go on, by this program as a process of its own on the load's core, where they give way to load and backend.</summary>
internal sealed class DisturbanceProcess : IAsyncDisposable
{
    /// <summary>The command of this program that does it.</summary>
    public const string Command = "disturb";

    private const int Yielding = 10;
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(200);
    private readonly ChildProcess _process;

    private DisturbanceProcess(ChildProcess process) => _process = process;

    /// <summary>Starts it, and waits until all are in full swing.</summary>
    public static async Task<DisturbanceProcess> StartAsync(IEnumerable<Disturbance> disturbances, DisturbanceTarget target)
    {
        string[] arguments = [typeof(DisturbanceProcess).Assembly.Location, Command, string.Join(',', disturbances.Select(d => d.Name)), .. target.Format()];
        var running = new DisturbanceProcess(PinnedProcess.Start(PinnedProcess.LoadCore, "dotnet", arguments, yielding: Yielding));
        await Eventually.TrueAsync(() => running._process.HasExited || running._process.Lines.Count > 0, "the disturbances go on");
        running.ReadDone();
        return running;
    }

    /// <summary>How much each has done so far.</summary>
    /// <exception cref="InvalidOperationException">One of them failed.</exception>
    public double[] ReadDone() => !_process.HasExited
        ? Array.ConvertAll(_process.Lines[^1].Split(' '), text => double.Parse(text, CultureInfo.InvariantCulture))
        : throw new InvalidOperationException($"A disturbance failed. It wrote:\n{_process.Text}");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await PinnedProcess.StopAsync(_process);

    /// <summary>Is that process: prints what was done, again and again, until it is ended.</summary>
    public static async Task<int> RunHereAsync(string[] args)
    {
        var target = DisturbanceTarget.Parse(args[1..]);
        var all = new List<Progress>();
        foreach (var name in args[0].Split(','))
        {
            var progress = new Progress();
            all.Add(progress);
            await Disturbance.All.First(d => d.Name == name).StartAsync(target, progress);
        }

        while (true)
        {
            Console.WriteLine(string.Join(' ', all.Select(progress => progress.Done.ToString(CultureInfo.InvariantCulture))));
            await await Task.WhenAny([Task.Delay(ReportInterval), .. all.Select(progress => progress.Failure)]);
        }
    }
}
