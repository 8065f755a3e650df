using Canary.Core.Services;
using Canary.Gateway.Proxy.Health;
using Yarp.ReverseProxy.Forwarder;

namespace Canary.Gateway.Tests.Proxy.Health;

public sealed class VariantHealthTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly VariantConfig Judged = new() { PassiveHealthCheck = new PassiveHealthCheckConfig() };

    [Fact]
    public void Failures_in_a_row_eject_a_destination_until_its_time_is_over()
    {
        var variant = new JudgedVariant("abcd", Judged);
        variant.Answer('b', 503, times: 4);
        variant.Available.ShouldBe("abcd");
        variant.Answer('b', 503);
        variant.Available.ShouldBe("acd");
        (variant['b'].Condition, variant['b'].Since, variant.Metrics.Ejections).ShouldBe((DestinationCondition.Ejected, variant.Time.GetUtcNow(), 1));

        variant.Time.Advance(Minute - TimeSpan.FromTicks(1));
        variant.Available.ShouldBe("acd");
        variant.Time.Advance(TimeSpan.FromTicks(1));
        variant.Available.ShouldBe("abcd");
        variant.Log.Lines.Count.ShouldBe(2);
        variant.Log.Lines[0].ShouldContain("http://b/ of shop/stable is ejected for 00:01:00: 5 requests in a row failed.");
        variant.Log.Lines[1].ShouldContain("http://b/ of shop/stable gets requests again: its ejection is over.");
    }

    [Theory]
    [InlineData(ForwarderError.Request)]
    [InlineData(ForwarderError.RequestTimedOut)]
    [InlineData(ForwarderError.ResponseBodyDestination)]
    public void Requests_that_fail_on_the_way_count(ForwarderError error)
    {
        var variant = new JudgedVariant("ab", Judged);
        variant.Answer('a', 200, times: 5, error);
        variant.Available.ShouldBe("b");
    }

    [Fact]
    public void Clients_that_leave_and_answers_that_are_no_failures_never_count()
    {
        var variant = new JudgedVariant("ab", Judged with { PassiveHealthCheck = new PassiveHealthCheckConfig { ConsecutiveFailures = 1, FailureRatio = 0.01 } });
        variant.Answer('a', 502, times: 50, ForwarderError.RequestCanceled, clientLeft: true);
        variant.Answer('a', 502, times: 50, ForwarderError.Request, clientLeft: true);
        variant.Answer('a', 200, times: 50, ForwarderError.ResponseBodyClient);
        variant.Answer('a', 500, times: 50);
        variant.Answer('a', 404, times: 50);
        variant.Available.ShouldBe("ab");
    }

    [Fact]
    public void A_share_of_failures_ejects_too()
    {
        var variant = new JudgedVariant("abcd", Judged);
        for (var i = 0; i < 5; i++)
        {
            variant.Available.ShouldBe("abcd");
            variant.Answer('c', 200);
            variant.Answer('c', 504);
        }

        variant.Available.ShouldBe("abd");
    }

    [Theory]
    [InlineData("abcd", 5_000, 2)]
    [InlineData("abcde", 5_000, 2)]
    [InlineData("abcd", 10_000, 4)]
    [InlineData("abcd", 1, 1)]
    [InlineData("a", 5_000, 1)]
    public void No_more_than_the_greatest_share_is_ejected_at_once(string letters, int hundredths, int ejected)
    {
        var variant = new JudgedVariant(letters, new VariantConfig { PassiveHealthCheck = new PassiveHealthCheckConfig { MaxEjected = Weight.FromHundredths(hundredths) } });
        foreach (var letter in letters)
        {
            variant.Answer(letter, 503, times: 20);
        }

        variant.Available.Length.ShouldBe(letters.Length - ejected);
        variant.Metrics.Ejections.ShouldBe(ejected);
    }

    [Fact]
    public void Who_was_spared_is_ejected_as_soon_as_another_is_back()
    {
        var variant = new JudgedVariant("ab", Judged);
        variant.Answer('a', 503, times: 5);
        variant.Answer('b', 503, times: 5);
        variant.Available.ShouldBe("b");
        variant.Time.Advance(Minute);
        variant.Answer('b', 503, times: 5);
        variant.Available.ShouldBe("a");
    }

    [Fact]
    public void Each_ejection_in_a_row_lasts_longer_until_the_destination_stayed_well()
    {
        var variant = new JudgedVariant("ab", Judged);
        foreach (var minutes in (int[])[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10])
        {
            MinutesOfEjection().ShouldBe(minutes);
        }

        variant.Time.Advance(10 * Minute);
        MinutesOfEjection().ShouldBe(1);
        variant.Time.Advance(Minute - TimeSpan.FromSeconds(1));
        MinutesOfEjection().ShouldBe(2);

        int MinutesOfEjection()
        {
            variant.Answer('a', 503, times: 5);
            for (var minutes = 0; ; minutes++)
            {
                if (variant.Available == "ab")
                {
                    return minutes;
                }

                variant.Time.Advance(Minute);
            }
        }
    }

    [Fact]
    public void Who_fails_its_probes_is_not_ejected_and_takes_no_room_from_others()
    {
        var variant = new JudgedVariant("abcd", Judged with { ActiveHealthCheck = new ActiveHealthCheckConfig() });
        variant['a'].Condition.ShouldBe(DestinationCondition.Unknown);
        variant.Probe('a', succeeds: false);
        variant.Probe('b', succeeds: false);
        variant.Answer('a', 503, times: 20);
        variant.Metrics.Ejections.ShouldBe(0);
        variant.Answer('c', 503, times: 5);
        variant.Available.ShouldBe("d");

        variant.Probe('a', succeeds: true);
        variant.Available.ShouldBe("ad");
        variant['a'].Condition.ShouldBe(DestinationCondition.Healthy);
        variant.Log.Lines[0].ShouldContain("http://a/ of shop/stable is unhealthy: its probes fail.");
        variant.Log.Lines[^1].ShouldContain("http://a/ of shop/stable gets requests again: its probes succeed.");
    }

    [Fact]
    public void A_cluster_that_replaces_another_keeps_its_ejections()
    {
        var before = new JudgedVariant("abcd", Judged);
        before.Answer('b', 503, times: 5);
        before.Time.Advance(Minute / 2);
        var since = before['b'].Since;

        var after = new JudgedVariant("bcde", Judged, before.Time);
        after.Health.Carry(before.Health);
        before.Health.Stop();
        (after.Available, after['b'].Since).ShouldBe(("cde", since));
        before.Time.Advance(Minute / 2);
        after.Available.ShouldBe("bcde");
        before.Log.Lines.Count.ShouldBe(1);

        after.Answer('b', 503, times: 5);
        before.Time.Advance(Minute);
        after.Available.ShouldBe("cde");
        before.Time.Advance(Minute);
        after.Available.ShouldBe("bcde");
    }

    [Fact]
    public void A_cluster_that_replaces_another_goes_on_counting()
    {
        var before = new JudgedVariant("ab", Judged);
        before.Answer('b', 503, times: 4);
        var after = new JudgedVariant("ab", Judged, before.Time);
        after.Health.Carry(before.Health);
        before.Health.Stop();
        after.Answer('b', 503);
        after.Available.ShouldBe("a");
    }

    [Fact]
    public void A_smaller_cluster_keeps_only_as_many_ejections_as_it_may_have()
    {
        var before = new JudgedVariant("abcd", Judged);
        before.Answer('a', 503, times: 5);
        before.Answer('b', 503, times: 5);

        var after = new JudgedVariant("ab", Judged, before.Time);
        after.Health.Carry(before.Health);
        after.Available.ShouldBe("b");
    }
}
