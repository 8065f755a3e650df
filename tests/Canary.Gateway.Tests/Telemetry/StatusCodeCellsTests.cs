using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Tests.Telemetry;

public sealed class StatusCodeCellsTests
{
    private const int FirstCell = 2;
    private const int RoomForCodes = 6;

    private readonly StripedCells _cells = new(FirstCell + RoomForCodes);
    private readonly StatusCodeCells _codes;

    public StatusCodeCellsTests() => _codes = new StatusCodeCells(_cells, FirstCell, RoomForCodes);

    [Fact]
    public void NextAfter_NothingCounted_GivesTheCodesOfTheStartAtZero() =>
        ReadAll().ShouldBe([(200, 0), (500, 0), (502, 0), (503, 0), (504, 0)]);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(99)]
    [InlineData(1000)]
    [InlineData(int.MaxValue)]
    public void Count_NoStatusOfHttp_IsCountedAs500(int code)
    {
        Count(code);

        _codes.CountOf(500).ShouldBe(1);
        ReadAll().Sum(c => c.Count).ShouldBe(1);
    }

    [Fact]
    public void Count_MoreCodesThanRoom_CountsEachOnItsOwn()
    {
        Concurrently.Run(4, _ =>
        {
            for (var code = 100; code <= 999; code++)
            {
                for (var times = 0; times <= code % 3; times++)
                {
                    Count(code);
                }
            }
        });

        ReadAll().ShouldBe(Enumerable.Range(100, 900).Select(code => (code, 4L * ((code % 3) + 1))));
        _cells.Sum(0).ShouldBe(0);
        _cells.Sum(1).ShouldBe(0);
    }

    [Fact]
    public void Count_ManyThreadsMeetNewCodesAtOnce_LosesNone()
    {
        const int threads = 4;
        StatusCodeCells[] all = [.. Enumerable.Range(0, 50).Select(_ => new StatusCodeCells(_cells, FirstCell, RoomForCodes))];

        Concurrently.Run(threads, _ =>
        {
            foreach (var codes in all)
            {
                for (var code = 600; code <= 999; code++)
                {
                    codes.Count(_cells.CurrentStripe(), code);
                }
            }
        });

        // The first of them has a cell that all share here; the others have counters of their own.
        all.SelectMany(codes => Enumerable.Range(610, 390).Select(codes.CountOf)).ShouldAllBe(count => count == threads);
    }

    [Fact]
    public void CountOf_CodeThatNeverOccurred_IsZero() => _codes.CountOf(418).ShouldBe(0);

    [Fact]
    public void LabelOf_LowestAndHighest_IsTheNumber()
    {
        StatusCodeCells.LabelOf(100).ShouldBe("100");
        StatusCodeCells.LabelOf(999).ShouldBe("999");
    }

    private void Count(int code) => _codes.Count(_cells.CurrentStripe(), code);

    private List<(int Code, long Count)> ReadAll()
    {
        List<(int, long)> all = [];
        for (var code = _codes.NextAfter(0); code > 0; code = _codes.NextAfter(code))
        {
            all.Add((code, _codes.CountOf(code)));
        }

        return all;
    }
}
