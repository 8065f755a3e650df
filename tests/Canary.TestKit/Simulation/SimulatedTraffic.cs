namespace Canary.TestKit.Simulation;

/// <summary>A part of a rollout under one split.</summary>
/// <param name="Step">Index of the plan's step.</param>
/// <param name="Share">The canary's share.</param>
/// <param name="Requests">How many requests come, of both variants.</param>
public readonly record struct SimulatedStage(int Step, double Share, int Requests);

/// <summary>The traffic of a rollout, and how its variants do.</summary>
public sealed record SimulatedTraffic
{
    /// <summary>The parts of the rollout, one after the other.</summary>
    public required IReadOnlyList<SimulatedStage> Stages { get; init; }

    /// <summary>Requests from one flush, and one look, to the next.</summary>
    public int FlushEvery { get; init; } = 500;

    /// <summary>The baseline's error rate, by how much of the rollout has passed (0 to 1) and the canary's share.</summary>
    public Func<double, double, double> ErrorRate { get; init; } = static (_, _) => 0.005;

    /// <summary>How many times the baseline's error rate the canary has.</summary>
    public double ErrorsTimes { get; init; } = 1;

    /// <summary>The baseline's durations.</summary>
    public SimulatedLatency Latency { get; init; } = new();

    /// <summary>The canary's durations.</summary>
    public SimulatedLatency CanaryLatency { get; init; } = new();

    /// <summary>Whether users keep to their variant: some of them send a thousand times as much as others, some meet nothing but trouble.</summary>
    public bool HasUsers { get; init; }

    /// <summary>Shares of the gateways in the traffic; the second flushes seldom.</summary>
    public IReadOnlyList<double> Gateways { get; init; } = [1];

    /// <summary>Whether the first gateway is killed in the middle, and what it had not flushed yet is lost.</summary>
    public bool Crashes { get; init; }

    /// <summary>Rates of further events that are checked, the same on both sides.</summary>
    public IReadOnlyList<double> FurtherRates { get; init; } = [];

    /// <summary>1, 5, 25 and 50 % with as many requests each.</summary>
    public static IReadOnlyList<SimulatedStage> Steps(int requests) => [new(0, 0.01, requests), new(1, 0.05, requests), new(2, 0.25, requests), new(3, 0.5, requests)];
}
