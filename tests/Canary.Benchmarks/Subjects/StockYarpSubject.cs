using System.Globalization;
using Canary.Benchmarks.Machine;
using Canary.TestKit;

namespace Canary.Benchmarks.Subjects;

/// <summary>Stock YARP: what the gateway is compared with first.</summary>
internal sealed class StockYarpSubject() : Subject("yarp", "stock YARP 2.1, its docs' own settings")
{
    private readonly HttpClient _admin = new(new SocketsHttpHandler { UseProxy = false });

    /// <inheritdoc/>
    public override async Task<double?> AllocatedBytesAsync() =>
        double.Parse(await _admin.GetStringAsync(new Uri($"http://127.0.0.1:{Ports.Admin}/allocated-bytes")), CultureInfo.InvariantCulture);

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
        $"{Ports.Http}", $"{Ports.H2c}", $"{Ports.Https}", $"{Ports.Admin}", $"{BackendPort}", bench.Certificate, bench.Key,
    ]);
}
