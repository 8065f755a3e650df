using Canary.TestKit.Raw;

namespace Canary.Benchmarks.Disturbed;

/// <summary>Clients that cost the gateway more than they cost themselves, each of which begins anew as soon as it is thrown out.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">What they do.</param>
/// <param name="Clients">How many there are.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="RunOnce">One client's connection.</param>
internal sealed record Attack(string Name, string Title, int Clients, string Unit, Func<DisturbanceTarget, Progress, Task> RunOnce) : Disturbance(Name, Title, Unit)
{
    private const int Slow = 200;
    private const int Resetting = 50;
    private const int ReadSeconds = 15;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Attack> Kinds { get; } =
    [
        new("slow-heads", $"{Slow} clients send a byte of a header each second", Slow, "connections", (target, progress) =>
            CountedAsync(progress, AttackingClient.DripAsync(target.Http, "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ", CancellationToken.None))),
        new("slow-bodies", $"{Slow} clients send a byte of a body each second", Slow, "connections", (target, progress) =>
            CountedAsync(progress, AttackingClient.DripAsync(target.Http, "POST /post HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n", CancellationToken.None))),
        new("slow-readers", $"{Slow} clients read 100 bytes of an answer of 1 GB each second, for {ReadSeconds} s each", Slow, "connections", (target, progress) =>
            CountedAsync(progress, AttackingClient.ReadSlowlyAsync(target.Http, "/1g", ReadSeconds, CancellationToken.None))),
        new("resets", $"{Resetting} HTTP/2 connections send requests and take each back at once, as fast as they are taken", Resetting, "resets", (target, progress) =>
            AttackingClient.ResetAsync(target.H2c, "/", sent => progress.Add(sent), CancellationToken.None)),
    ];

    /// <inheritdoc/>
    public override bool IsInAll => false;

    /// <inheritdoc/>
    public override Task StartAsync(DisturbanceTarget target, Progress progress)
    {
        for (var i = 0; i < Clients; i++)
        {
            progress.Run(async () =>
            {
                while (true)
                {
                    await RunOnce(target, progress);
                }
            });
        }

        return Task.Delay(TimeSpan.FromSeconds(1));
    }

    private static async Task CountedAsync(Progress progress, Task connection)
    {
        await connection;
        progress.Add();
    }
}
