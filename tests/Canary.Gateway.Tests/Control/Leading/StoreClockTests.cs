using Canary.Gateway.Control.Leading;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Control.Leading;

public sealed class StoreClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly SteppedTime _time = new();
    private readonly StoreClock _clock;

    public StoreClockTests() => _clock = new StoreClock(_time);

    [Fact]
    public void Take_StoreNeverHeard_IsNull() => _clock.Take().ShouldBeNull();

    [Fact]
    public void Take_TimePassedHere_GoesOnFromWhatTheStoreSaid()
    {
        _clock.Observe(Start, _time.GetTimestamp());
        _time.Advance(TimeSpan.FromSeconds(7));
        _clock.Take().ShouldBe((Start + TimeSpan.FromSeconds(7), TimeSpan.Zero));
        _clock.Now.ShouldBe(Start + TimeSpan.FromSeconds(7));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(-4)]
    public void Take_ClocksDifferALittle_IsNoJump(int seconds)
    {
        _clock.Observe(Start, _time.GetTimestamp());
        _time.Advance(TimeSpan.FromMinutes(1));
        _clock.Observe(Start + TimeSpan.FromSeconds(60 + seconds), _time.GetTimestamp());
        _clock.Take()!.Value.Jump.ShouldBe(TimeSpan.Zero);
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    [InlineData(5)]
    public void Take_StoresClockWasSet_TellsTheJumpOnce(int seconds)
    {
        _clock.Observe(Start, _time.GetTimestamp());
        _time.Advance(TimeSpan.FromMinutes(1));
        _clock.Observe(Start + TimeSpan.FromSeconds(60 + seconds), _time.GetTimestamp());
        _clock.Take().ShouldBe((Start + TimeSpan.FromSeconds(60 + seconds), TimeSpan.FromSeconds(seconds)));
        _clock.Take()!.Value.Jump.ShouldBe(TimeSpan.Zero);
    }
}
