using System.Diagnostics;

namespace Canary.Benchmarks.Soak;

/// <summary>Runs the gateways through many faults under traffic and says what was lost.</summary>
internal static class SoakCommand
{
    /// <summary>The command within the network namespace.</summary>
    public const string Inside = "soak-inside";

    /// <summary>Runs in a network namespace of its own, so that nothing of this machine's network is touched.</summary>
    /// <returns>0, or 1 where something did not hold.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        SoakOptions.Parse(args);
        using var inside = Process.Start(new ProcessStartInfo("unshare", ["--net", "dotnet", typeof(SoakCommand).Assembly.Location, Inside, .. args]))!;
        await inside.WaitForExitAsync();
        return inside.ExitCode;
    }

    /// <summary>Runs here.</summary>
    /// <returns>0, or 1 where something did not hold.</returns>
    public static async Task<int> RunHereAsync(string[] args)
    {
        var report = await new SoakRun(SoakOptions.Parse(args)).RunAsync();
        Console.WriteLine(report.Format());
        return report.Judge.Violations.Count == 0 ? 0 : 1;
    }
}
