using Canary.Gateway.Admin.Login;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Admin.Login;

public sealed class EndedSessionsTests
{
    private readonly SteppedTime _time = new();

    [Fact]
    public void Add_beyond_capacity_forgets_those_that_are_over_and_then_the_one_that_ends_first()
    {
        var ended = new EndedSessions(_time);
        var now = _time.GetUtcNow();
        for (var i = 0; i < EndedSessions.Capacity; i++)
        {
            ended.Add($"s{i}", now.AddMinutes(i < 10 ? 1 : 60 + i));
        }

        _time.Advance(TimeSpan.FromMinutes(2));
        ended.Add("next", now.AddHours(1000));
        ended.Has("s9").ShouldBeFalse();
        ended.Has("s10").ShouldBeTrue();
        for (var i = 0; i < 10; i++)
        {
            ended.Add($"more{i}", now.AddHours(1000));
        }

        ended.Has("s10").ShouldBeFalse();
        ended.Has("s11").ShouldBeTrue();
        ended.Has("next").ShouldBeTrue();
    }
}
