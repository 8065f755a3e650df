using System.Net;
using Canary.Gateway.Admin.Access;

namespace Canary.Gateway.Tests.Admin.Access;

public sealed class FailedAttemptsTests
{
    private readonly Clock _clock = new();

    [Fact]
    public void Add_beyond_what_is_allowed_tells_how_long_to_wait_and_forgets_after_the_window()
    {
        var failures = new FailedAttempts(_clock);
        var address = IPAddress.Parse("10.0.0.1");
        for (var i = 0; i < FailedAttempts.Allowed; i++)
        {
            failures.Add(address).Wait.ShouldBeNull();
        }

        _clock.Seconds = 20;
        failures.Add(address).Wait.ShouldBe(TimeSpan.FromSeconds(40));
        failures.Add(IPAddress.Parse("10.0.0.2")).Wait.ShouldBeNull();
        _clock.Seconds = 60;
        failures.Add(address).Wait.ShouldBeNull();
    }

    [Fact]
    public void Add_from_one_ipv6_network_counts_as_one_address()
    {
        var failures = new FailedAttempts(_clock);
        for (var i = 0; i < FailedAttempts.Allowed; i++)
        {
            failures.Add(IPAddress.Parse($"2001:db8::{i + 1:x}")).Wait.ShouldBeNull();
        }

        failures.Add(IPAddress.Parse("2001:db8::ffff")).Wait.ShouldNotBeNull();
        failures.Add(IPAddress.Parse("2001:db8:0:1::1")).Wait.ShouldBeNull();
    }

    [Fact]
    public void Add_from_more_addresses_than_are_remembered_shares_one_count()
    {
        var failures = new FailedAttempts(_clock);
        for (var i = 0; i < FailedAttempts.MaxAddresses; i++)
        {
            failures.Add(new IPAddress([10, 1, (byte)(i >> 8), (byte)i])).Wait.ShouldBeNull();
        }

        Enumerable.Range(0, 100).Count(i => failures.Add(new IPAddress([10, 2, 0, (byte)i])).Wait is not null).ShouldBe(100 - FailedAttempts.Allowed);
        _clock.Seconds = 60;
        failures.Add(IPAddress.Parse("10.3.0.1")).Wait.ShouldBeNull();
    }

    private sealed class Clock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
