using System.IO.Pipelines;
using System.Text;
using Canary.Core.Selection;
using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Tests.Telemetry;

public sealed class ExpositionWriterTests
{
    private static readonly MetricFamily[] EveryKind =
    [
        new("orders_total", MetricType.Counter, "Orders.", ["shop", "kind"], () => [new(3, "a", "x"), new(0, "b", "y"), new(1, "c")]),
        new("wait_seconds", MetricType.Histogram, "Waiting.", ["shop", "le"],
            () => [new(1, "a", "0.5", Part: SamplePart.Bucket), new(2, "a", "+Inf", Part: SamplePart.Bucket), new(1.75, "a", Part: SamplePart.Sum), new(2, "a", Part: SamplePart.Count)],
            "seconds"),
        MetricFamily.Single("queue", MetricType.UpDown, "Waiting now.", () => 4),
        MetricFamily.Single("share_ratio", MetricType.Gauge, "A share.", () => 0.0001, "ratio"),
        new("app_info", MetricType.Info, "The version.", ["version"], () => [new(1, "1.0")]),
    ];

    [Fact]
    public async Task WriteAsync_EveryKindAsText_IsExactlyThis() =>
        (await PageOf(EveryKind, ExpositionFormat.Text)).ShouldBe("""
            # HELP orders_total Orders.
            # TYPE orders_total counter
            orders_total{shop="a",kind="x"} 3
            orders_total{shop="b",kind="y"} 0
            orders_total{shop="c"} 1
            # HELP wait_seconds Waiting.
            # TYPE wait_seconds histogram
            wait_seconds_bucket{shop="a",le="0.5"} 1
            wait_seconds_bucket{shop="a",le="+Inf"} 2
            wait_seconds_sum{shop="a"} 1.75
            wait_seconds_count{shop="a"} 2
            # HELP queue Waiting now.
            # TYPE queue gauge
            queue 4
            # HELP share_ratio A share.
            # TYPE share_ratio gauge
            share_ratio 0.0001
            # HELP app_info The version.
            # TYPE app_info gauge
            app_info{version="1.0"} 1

            """);

    [Fact]
    public async Task WriteAsync_EveryKindAsOpenMetrics_IsExactlyThis() =>
        (await PageOf(EveryKind, ExpositionFormat.OpenMetrics)).ShouldBe("""
            # HELP orders Orders.
            # TYPE orders counter
            orders_total{shop="a",kind="x"} 3
            orders_total{shop="b",kind="y"} 0
            orders_total{shop="c"} 1
            # HELP wait_seconds Waiting.
            # TYPE wait_seconds histogram
            # UNIT wait_seconds seconds
            wait_seconds_bucket{shop="a",le="0.5"} 1
            wait_seconds_bucket{shop="a",le="+Inf"} 2
            wait_seconds_sum{shop="a"} 1.75
            wait_seconds_count{shop="a"} 2
            # HELP queue Waiting now.
            # TYPE queue gauge
            queue 4
            # HELP share_ratio A share.
            # TYPE share_ratio gauge
            # UNIT share_ratio ratio
            share_ratio 0.0001
            # HELP app The version.
            # TYPE app info
            app_info{version="1.0"} 1
            # EOF

            """);

    [Theory]
    [InlineData(ExpositionFormat.Text, """# HELP q Say "a\\b\nc".""")]
    [InlineData(ExpositionFormat.OpenMetrics, """# HELP q Say \"a\\b\nc\".""")]
    internal async Task WriteAsync_SpecialCharacters_AreEscapedAsTheFormatWants(ExpositionFormat format, string help)
    {
        var page = await PageOf([new("q", MetricType.Gauge, "Say \"a\\b\nc\".", ["l"], () => [new(1, "ü \"a\\b\nc\"\\")])], format);

        page.Split('\n')[0].ShouldBe(help);
        page.Split('\n')[2].ShouldBe("""q{l="ü \"a\\b\nc\"\\"} 1""");
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(9007199254740992, "9007199254740992")]
    [InlineData(1e300, "1E+300")]
    [InlineData(0.1, "0.1")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    public async Task WriteAsync_Numbers_AreAsPrometheusReadsThem(double value, string written) =>
        (await PageOf([MetricFamily.Single("q", MetricType.Gauge, "Q.", () => value)], ExpositionFormat.Text)).ShouldEndWith($"\nq {written}\n");

    [Theory]
    [InlineData(ExpositionFormat.Text)]
    [InlineData(ExpositionFormat.OpenMetrics)]
    internal async Task WriteAsync_AllMetricsOfTheGateway_ReadBackWellFormed(ExpositionFormat format)
    {
        var traffic = new TrafficMetrics();
        traffic.For("shop", "canary").RequestStarted(SelectionReason.Sticky);
        traffic.For("shop", "canary").RequestEnded(418, TimeSpan.FromMilliseconds(30));
        traffic.For("shop", "stable");

        var page = await PageOf(
            [.. new GatewayMetrics(TimeProvider.System, "1.2.3").Families, .. TrafficFamilies.Of(traffic), .. ProcessFamilies.Create()], format);

        var series = ExpositionPage.Parse(page, format == ExpositionFormat.OpenMetrics).Series;
        series["""canary_build_info{version="1.2.3"}"""].ShouldBe(1);
        series["""canary_requests_total{service="shop",variant="canary",code="418"}"""].ShouldBe(1);
        series["""canary_request_duration_seconds_bucket{service="shop",variant="canary",le="0.025"}"""].ShouldBe(0);
        series["""canary_request_duration_seconds_bucket{service="shop",variant="canary",le="0.05"}"""].ShouldBe(1);
        series["""canary_request_duration_seconds_bucket{service="shop",variant="canary",le="+Inf"}"""].ShouldBe(1);
        series["""canary_request_duration_seconds_sum{service="shop",variant="canary"}"""].ShouldBe(0.03);
        series["""canary_requests_in_flight{service="shop",variant="canary"}"""].ShouldBe(0);
        series["""canary_weight_ratio{service="shop",variant="stable"}"""].ShouldBe(0);
    }

    [Fact]
    public async Task WriteAsync_NewVariant_HasItsErrorsAndReasonsAtZero()
    {
        var traffic = new TrafficMetrics();
        traffic.For("shop", "canary");

        var series = ExpositionPage.Parse(await PageOf(TrafficFamilies.Of(traffic), ExpositionFormat.Text), openMetrics: false).Series;

        foreach (var code in (int[])[200, 500, 502, 503, 504])
        {
            series[$$"""canary_requests_total{service="shop",variant="canary",code="{{code}}"}"""].ShouldBe(0);
        }

        foreach (var reason in (string[])["rule", "sticky", "weight", "upstream", "rollback"])
        {
            series[$$"""canary_selections_total{service="shop",variant="canary",reason="{{reason}}"}"""].ShouldBe(0);
        }

        series.Values.ShouldAllBe(value => value == 0);
    }

    [Fact]
    public async Task WriteAsync_ManyServices_GoesOutInPiecesOfAtMost64Kilobytes()
    {
        var traffic = new TrafficMetrics();
        for (var service = 0; service < 1_000; service++)
        {
            traffic.For($"service-{service}", "stable");
        }

        var output = new CountingPipeWriter();
        using var writer = new ExpositionWriter(output, ExpositionFormat.Text);
        await writer.WriteAsync(TrafficFamilies.Of(traffic), TestContext.Current.CancellationToken);

        output.Pieces.Sum().ShouldBeGreaterThan(1_000_000);
        output.Pieces.Max().ShouldBeLessThanOrEqualTo(64 * 1024);
    }

    private static async Task<string> PageOf(IReadOnlyList<MetricFamily> families, ExpositionFormat format)
    {
        using var page = new MemoryStream();
        using var writer = new ExpositionWriter(PipeWriter.Create(page), format);
        await writer.WriteAsync(families, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(page.ToArray());
    }

    private sealed class CountingPipeWriter : PipeWriter
    {
        private byte[] _buffer = [];
        private int _written;

        public List<int> Pieces { get; } = [];

        public override void Advance(int bytes) => _written += bytes;

        public override Memory<byte> GetMemory(int sizeHint = 0)
        {
            if (_buffer.Length - _written < Math.Max(1, sizeHint))
            {
                Array.Resize(ref _buffer, _written + Math.Max(4096, sizeHint));
            }

            return _buffer.AsMemory(_written);
        }

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            Pieces.Add(_written);
            _written = 0;
            return new(new FlushResult(isCanceled: false, isCompleted: false));
        }

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }
    }
}
