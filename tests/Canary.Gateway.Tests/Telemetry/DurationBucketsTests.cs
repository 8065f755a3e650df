using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Tests.Telemetry;

public sealed class DurationBucketsTests
{
    [Theory]
    [InlineData(0, "0.001")]
    [InlineData(1.0, "0.001")]
    [InlineData(1.0001, "0.0025")]
    [InlineData(100, "0.1")]
    [InlineData(999, "1.0")]
    [InlineData(10_000, "10.0")]
    [InlineData(10_000.0001, "+Inf")]
    [InlineData(1e9, "+Inf")]
    public void IndexOf_Duration_IsTheFirstBucketNotBelowIt(double milliseconds, string bucket) =>
        DurationBuckets.Labels[DurationBuckets.IndexOf(TimeSpan.FromMilliseconds(milliseconds).Ticks)].ShouldBe(bucket);

    [Fact]
    public void Labels_Always_AreTheDocumentedBounds() =>
        DurationBuckets.Labels.ShouldBe(
            ["0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1.0", "2.5", "5.0", "10.0", "+Inf"]);
}
