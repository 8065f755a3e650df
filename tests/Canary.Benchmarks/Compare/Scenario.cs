using System.Globalization;
using Canary.Benchmarks.Loads;
using Canary.Benchmarks.Subjects;

namespace Canary.Benchmarks.Compare;

/// <summary>One kind of load.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Title">What is sent, for the table's heading.</param>
internal abstract record Scenario(string Name, string Title)
{
    /// <summary>The name of the one that needs a rate.</summary>
    public const string FixedRate = "fixed-rate";

    /// <summary>As fast as 33-byte answers go.</summary>
    public static Scenario Small { get; } = new ByWrk("small", "33-byte answers, HTTP/1.1", 64, "/");

    /// <summary>All of them, in the order of the report.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        Small,
        new AtFixedRate(0),
        new ByWrk("16k", "16 KB answers, HTTP/1.1", 64, "/16k"),
        new ByWrk("1m", "1 MB answers, HTTP/1.1", 16, "/1m"),
        new ByWrk("post10k", "10 KB POSTs, HTTP/1.1", 64, "/post") { PostBytes = 10 * 1024 },
        new OverHttp2(),
        new ByWrk("tls", "33-byte answers, HTTP/1.1 over TLS", 64, "/") { Tls = true },
    ];

    /// <summary>This one at a rate, where it has one.</summary>
    public Scenario At(double rate) => this is AtFixedRate ? new AtFixedRate(rate) : this;

    /// <summary>Sends the load to a subject once.</summary>
    public abstract Task<LoadResult> RunAsync(Bench bench, Subject subject, double seconds);

    /// <summary>The load that compiles what is to be measured.</summary>
    public virtual Scenario WarmUpWith => this;

    private sealed record ByWrk(string Name, string Title, int Connections, string Path)
        : Scenario(Name, $"{Title}, {Connections} connections, as fast as they go")
    {
        public int PostBytes { get; init; }

        public bool Tls { get; init; }

        public override Task<LoadResult> RunAsync(Bench bench, Subject subject, double seconds) =>
            new Wrk(bench, Connections, PostBytes).RunAsync(
                new Uri(Tls ? $"https://127.0.0.1:{subject.Ports.Https}{Path}" : $"http://127.0.0.1:{subject.Ports.Http}{Path}"), seconds);
    }

    private sealed record AtFixedRate(double Rate)
        : Scenario(FixedRate, string.Create(CultureInfo.InvariantCulture, $"33-byte answers, HTTP/1.1, {Connections} connections, {Rate:N0} requests per second, latency from when each was due"))
    {
        private const int Connections = 64;

        public override Task<LoadResult> RunAsync(Bench bench, Subject subject, double seconds) =>
            OpenLoop.RunAsync(subject.Ports.Http, Rate, Connections, seconds);

        public override Scenario WarmUpWith => Small;
    }

    private sealed record OverHttp2()
        : Scenario("h2", "33-byte answers, HTTP/2 without TLS to the proxy, 8 connections with 8 requests in flight each, as fast as they go")
    {
        public override Task<LoadResult> RunAsync(Bench bench, Subject subject, double seconds) =>
            H2Load.RunAsync(bench, new Uri($"http://127.0.0.1:{subject.Ports.H2c}/"), seconds);
    }
}
