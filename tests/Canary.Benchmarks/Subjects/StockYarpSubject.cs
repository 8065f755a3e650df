using System.Text.Json;
using Canary.Benchmarks.Machine;
using Canary.TestKit;

namespace Canary.Benchmarks.Subjects;

/// <summary>Stock YARP: what the gateway is compared with first.</summary>
/// <remarks>
/// As the docs set it up, a request has an activity (a trace id), as a logger is there; only the docs' two log lines for each request
/// are left out. The quiet one has no logs at all, and so no activities either.
/// </remarks>
/// <param name="name">Its name in tables.</param>
/// <param name="quiet">Whether it has no logs at all.</param>
/// <param name="extras">Further hosts.</param>
internal sealed class StockYarpSubject(string name, bool quiet, params IReadOnlyList<ExtraHost> extras) : Subject(name)
{
    private readonly HttpClient _admin = new(new SocketsHttpHandler { UseProxy = false });

    /// <inheritdoc/>
    public override async Task<RuntimeFigures?> ReadRuntimeAsync() =>
        await _admin.GetFromJsonAsync<RuntimeFigures>(new Uri($"http://127.0.0.1:{Ports.Admin}{StockYarpProgram.RuntimePath}"));

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _admin.Dispose();
        return base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override ChildProcess Launch(Bench bench) => PinnedProcess.Start(PinnedProcess.SubjectCore, "dotnet",
    [
        typeof(StockYarpSubject).Assembly.Location, "stock-yarp",
        $"{Ports.Http}", $"{Ports.H2c}", $"{Ports.Https}", $"{Ports.Admin}", $"{bench.BackendPort}", bench.Certificate, bench.Key,
        .. extras.Select(extra => JsonSerializer.Serialize(extra)),
    ], new Dictionary<string, string> { ["Logging__LogLevel__Default"] = quiet ? "None" : "Warning" });
}
