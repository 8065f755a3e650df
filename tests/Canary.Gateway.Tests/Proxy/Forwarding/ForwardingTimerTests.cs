using Canary.Gateway.Proxy.Forwarding;

namespace Canary.Gateway.Tests.Proxy.Forwarding;

public sealed class ForwardingTimerTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    [Fact]
    public void Start_AfterMoreEndedThanAreKept_StillReuses()
    {
        for (var round = 0; round < 3; round++)
        {
            EndAll(StartMany(2000));
        }

        var ended = StartMany(500);
        EndAll(ended);
        StartMany(500).Intersect(ended).ShouldNotBeEmpty();
    }

    [Fact]
    public void Start_AfterACancelledOneEnded_GivesOneThatIsNot()
    {
        using var client = new CancellationTokenSource();
        var cancelled = ForwardingTimer.Start(Long, null, client.Token);
        client.Cancel();
        cancelled.ClientGone.ShouldBeTrue();
        cancelled.IsCancellationRequested.ShouldBeTrue();
        cancelled.End();

        StartMany(2000).ShouldAllBe(timer => !timer.IsCancellationRequested && !timer.ClientGone);
    }

    [Fact]
    public void End_TheClientGoesLater_TheTimersNextUserIsNotCancelled()
    {
        using var client = new CancellationTokenSource();
        var timer = ForwardingTimer.Start(Long, null, client.Token);
        timer.End();
        client.Cancel();

        timer.IsCancellationRequested.ShouldBeFalse();
    }

    private static List<ForwardingTimer> StartMany(int count) => [.. Enumerable.Range(0, count).Select(_ => ForwardingTimer.Start(Long, null, CancellationToken.None))];

    private static void EndAll(List<ForwardingTimer> timers) => timers.ForEach(timer => timer.End());
}
