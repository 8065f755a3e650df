using Canary.Benchmarks.Loads;
using Canary.Benchmarks.Subjects;

namespace Canary.Benchmarks.Compare;

/// <summary>One kind of load.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Title">What is sent, for the table's heading.</param>
internal sealed record Scenario(string Name, string Title)
{
    private const int ManyConnections = 64;

    /// <summary>All of them, in the order of the report.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("small", $"33-byte answers, HTTP/1.1, {ManyConnections} connections, as fast as they go"),
    ];

    /// <summary>Sends the load to a subject once.</summary>
    public Task<LoadResult> RunAsync(Bench bench, Subject subject, double seconds) => Name switch
    {
        _ => new Wrk(bench, ManyConnections).RunAsync(new Uri($"http://127.0.0.1:{subject.Ports.Http}/"), seconds),
    };

    /// <summary>The backend that it needs.</summary>
    public int BackendPortOf(Bench bench) => bench.BackendPort;
}
