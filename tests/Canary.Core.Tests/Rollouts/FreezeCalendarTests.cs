using System.Globalization;
using Canary.Core.Rollouts;

namespace Canary.Core.Tests.Rollouts;

/// <summary>Freeze windows around changes of daylight saving in both directions, and around leap days.</summary>
public sealed class FreezeCalendarTests
{
    private const string Berlin = "Europe/Berlin";

    /// <summary>Cron, hours, zone, a point in time, and until when it is frozen (null: it is not).</summary>
    public static TheoryData<string, double, string, string, string?> Windows => new()
    {
        // An ordinary weekend: Friday 18:00 to Monday 08:00 in winter.
        { "0 18 * * FRI", 62, Berlin, "2026-11-27T16:59:59Z", null },
        { "0 18 * * FRI", 62, Berlin, "2026-11-27T17:00:00Z", "2026-11-30T07:00:00Z" },
        { "0 18 * * FRI", 62, Berlin, "2026-11-30T06:59:59Z", "2026-11-30T07:00:00Z" },
        { "0 18 * * FRI", 62, Berlin, "2026-11-30T07:00:00Z", null },

        // Clocks go forward on 2026-03-29 at 02:00: it lasts 62 hours as they pass, so wall clocks show 09:00 at the end.
        { "0 18 * * FRI", 62, Berlin, "2026-03-27T17:00:00Z", "2026-03-30T07:00:00Z" },
        { "0 18 * * FRI", 62, Berlin, "2026-03-30T06:59:59Z", "2026-03-30T07:00:00Z" },
        { "0 18 * * FRI", 62, Berlin, "2026-04-03T16:00:00Z", "2026-04-06T06:00:00Z" },

        // They go back on 2026-10-25 at 03:00: 07:00 at the end.
        { "0 18 * * FRI", 62, Berlin, "2026-10-23T16:00:00Z", "2026-10-26T06:00:00Z" },
        { "0 18 * * FRI", 62, Berlin, "2026-10-26T06:00:00Z", null },

        // 02:30 does not come on 2026-03-29: the window begins right after the gap, at 03:00 summer time.
        { "30 2 * * *", 1, Berlin, "2026-03-28T01:30:00Z", "2026-03-28T02:30:00Z" },
        { "30 2 * * *", 1, Berlin, "2026-03-29T00:59:59Z", null },
        { "30 2 * * *", 1, Berlin, "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z" },
        { "30 2 * * *", 1, Berlin, "2026-03-29T02:00:00Z", null },
        { "30 2 * * *", 1, Berlin, "2026-03-30T00:30:00Z", "2026-03-30T01:30:00Z" },

        // 02:30 comes twice on 2026-10-25: the window begins at the first, in summer time, and only there.
        { "30 2 * * *", 0.5, Berlin, "2026-10-25T00:29:59Z", null },
        { "30 2 * * *", 0.5, Berlin, "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z" },
        { "30 2 * * *", 0.5, Berlin, "2026-10-25T01:30:00Z", null },
        { "30 2 * * *", 0.5, Berlin, "2026-10-26T01:30:00Z", "2026-10-26T02:00:00Z" },

        // Every hour is every hour, however often it comes.
        { "30 * * * *", 0.25, Berlin, "2026-10-25T00:30:00Z", "2026-10-25T00:45:00Z" },
        { "30 * * * *", 0.25, Berlin, "2026-10-25T01:30:00Z", "2026-10-25T01:45:00Z" },

        // A window that began before the change is still on after it.
        { "0 1 * * SUN", 3, Berlin, "2026-03-29T02:59:59Z", "2026-03-29T03:00:00Z" },
        { "0 1 * * SUN", 3, Berlin, "2026-10-25T01:59:59Z", "2026-10-25T02:00:00Z" },

        // Half an hour of daylight saving, and a zone without any.
        { "0 2 * * *", 1, "Australia/Lord_Howe", "2026-10-03T15:30:00Z", "2026-10-03T16:30:00Z" },
        { "0 9 * * *", 1, "Asia/Kolkata", "2026-06-01T03:30:00Z", "2026-06-01T04:30:00Z" },

        // Leap days.
        { "0 0 29 2 *", 24, "UTC", "2028-02-29T23:59:59Z", "2028-03-01T00:00:00Z" },
        { "0 0 29 2 *", 24, "UTC", "2027-03-01T00:00:00Z", null },
        { "0 0 L * *", 24, "UTC", "2028-02-28T12:00:00Z", null },
        { "0 0 L * *", 24, "UTC", "2028-02-29T12:00:00Z", "2028-03-01T00:00:00Z" },
        { "0 0 L 2 *", 24, "UTC", "2027-02-28T12:00:00Z", "2027-03-01T00:00:00Z" },

        // The turn of the year, and days that follow one another without a gap.
        { "0 20 31 12 *", 12, Berlin, "2027-01-01T06:59:59Z", "2027-01-01T07:00:00Z" },
        { "0 0 * * SAT,SUN", 24, "UTC", "2026-11-28T10:00:00Z", "2026-11-30T00:00:00Z" },
    };

    [Theory]
    [MemberData(nameof(Windows))]
    public void At_Time_KnowsWhetherAndUntilWhen(string cron, double hours, string zone, string time, string? until)
    {
        var windows = new[] { new FreezeWindow(cron, TimeSpan.FromHours(hours), zone, "w") };
        var at = Time(time);

        FreezeCalendar.At(windows, at).ShouldBe(until is null ? null : new FreezeSpan("w", Time(until)));
        FreezeCalendar.IsFrozen(windows, at).ShouldBe(until is not null);
        FreezeCalendar.At(windows, at.ToOffset(TimeSpan.FromHours(-7)))?.Until.ShouldBe(Time(until!));
    }

    [Fact]
    public void At_AnyOrderOfTimes_IsTheSame()
    {
        var kept = new[] { new FreezeWindow("0 18 * * FRI", TimeSpan.FromHours(62), Berlin) };
        var start = Time("2026-03-20T00:00:00Z");
        var order = Enumerable.Range(0, 2_000).Select(i => start.AddMinutes(i * 7_919L % 30_000));

        foreach (var time in order)
        {
            FreezeCalendar.At(kept, time).ShouldBe(FreezeCalendar.At([kept[0] with { }], time));
        }
    }

    [Fact]
    public void At_SeveralWindows_EndsWithTheLastThatFollows()
    {
        var windows = new[]
        {
            new FreezeWindow("0 10 * * *", TimeSpan.FromHours(2), Name: "long"),
            new FreezeWindow("0 11 * * *", TimeSpan.FromMinutes(30), Name: "inside"),
            new FreezeWindow("0 12 * * *", TimeSpan.FromHours(1)),
        };

        FreezeCalendar.At(windows, Time("2026-11-27T11:15:00Z")).ShouldBe(new FreezeSpan("long", Time("2026-11-27T13:00:00Z")));
        FreezeCalendar.At(windows, Time("2026-11-27T12:30:00Z")).ShouldBe(new FreezeSpan("0 12 * * *", Time("2026-11-27T13:00:00Z")));
        FreezeCalendar.At(windows, Time("2026-11-27T13:00:00Z")).ShouldBeNull();
    }

    [Fact]
    public void At_WindowsWithoutEnd_AreFrozen()
    {
        var windows = new[] { new FreezeWindow("* * * * *", TimeSpan.FromDays(31)) };

        FreezeCalendar.At(windows, Time("2026-11-27T11:15:00Z"))!.Until.ShouldBeGreaterThan(Time("2026-11-27T11:15:00Z"));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
