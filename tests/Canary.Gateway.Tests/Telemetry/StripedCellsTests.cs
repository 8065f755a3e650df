using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Tests.Telemetry;

public sealed class StripedCellsTests
{
    [Fact]
    public void Sum_AfterManyThreadsAdded_IsExact()
    {
        const int threads = 8;
        const int additions = 50_000;
        var cells = new StripedCells(3);

        Concurrently.Run(threads, _ =>
        {
            for (var i = 0; i < additions; i++)
            {
                var stripe = cells.CurrentStripe();
                Interlocked.Increment(ref stripe[0]);
                Interlocked.Add(ref stripe[2], 5);
            }
        });

        cells.Sum(0).ShouldBe(threads * additions);
        cells.Sum(1).ShouldBe(0);
        cells.Sum(2).ShouldBe(5L * threads * additions);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    public void CurrentStripe_AnyWidth_HasOneCellForEachCounter(int width)
    {
        var cells = new StripedCells(width);
        var stripe = cells.CurrentStripe();
        for (var cell = 0; cell < width; cell++)
        {
            stripe[cell] = cell + 1;
        }

        stripe.Length.ShouldBe(width);
        Enumerable.Range(0, width).Select(cells.Sum).ShouldBe(Enumerable.Range(1, width).Select(n => (long)n));
    }

    [Fact]
    public void Sum_UnknownCell_Throws() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new StripedCells(2).Sum(2));
}
