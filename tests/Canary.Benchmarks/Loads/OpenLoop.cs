using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Canary.Benchmarks.Machine;

namespace Canary.Benchmarks.Loads;

/// <summary>Load at a fixed rate, by this program as a process of its own on the load's core.</summary>
internal static class OpenLoop
{
    /// <summary>The command of this program that sends the load.</summary>
    public const string Command = "open-loop";

    // Where nothing was answered, latencies are no numbers.
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Runs it.</summary>
    /// <param name="port">The port of 127.0.0.1.</param>
    /// <param name="rate">Requests per second.</param>
    /// <param name="connections">How many connections.</param>
    /// <param name="seconds">How long.</param>
    public static async Task<LoadResult> RunAsync(int port, double rate, int connections, double seconds)
    {
        string[] arguments = [typeof(OpenLoop).Assembly.Location, Command,
            .. new[] { port, rate, connections, seconds }.Select(value => value.ToString(CultureInfo.InvariantCulture))];
        await using var process = PinnedProcess.Start(PinnedProcess.LoadCore, "dotnet", arguments);
        var exitCode = await process.WaitAsync(TimeSpan.FromSeconds(seconds + 90));
        return exitCode == 0
            ? JsonSerializer.Deserialize<LoadResult>(process.Lines[^1], Json)!
            : throw new InvalidOperationException($"The load at a fixed rate failed. It wrote:\n{process.Text}");
    }

    /// <summary>Is that process.</summary>
    public static int RunHere(string[] args)
    {
        var numbers = Array.ConvertAll(args, text => double.Parse(text, CultureInfo.InvariantCulture));
        using var generator = new OpenLoopGenerator((int)numbers[0], numbers[1], (int)numbers[2]);
        Console.WriteLine(JsonSerializer.Serialize(generator.Run(numbers[3]), Json));
        return 0;
    }
}
