using Canary.Gateway.Proxy.Limits;
using Canary.Gateway.Tests.Telemetry;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.Limits;

public sealed class RequestAllowanceTests
{
    private readonly SteppedTime _time = new();
    private readonly RequestAllowance _allowance;

    public RequestAllowanceTests() => _allowance = new RequestAllowance(_time);

    [Fact]
    public void Take_NothingHandedOut_IsRefusedAndCounted()
    {
        TakeMany(3).ShouldBe(0);
        _allowance.Asked.ShouldBe(3);
        _allowance.ReadUnused().ShouldBe(0);
    }

    [Fact]
    public void Take_AfterHandingOut_LetsJustSoManyGo()
    {
        TakeMany(7);
        _allowance.HandOut(5);
        _allowance.ReadUnused().ShouldBe(5);
        TakeMany(9).ShouldBe(5);
        _allowance.ReadUnused().ShouldBe(0);
    }

    [Fact]
    public void HandOut_WhatIsLeft_AddsUp()
    {
        _allowance.HandOut(5);
        TakeMany(2).ShouldBe(2);
        _allowance.HandOut(4);
        _allowance.ReadUnused().ShouldBe(7);
        TakeMany(20).ShouldBe(7);
    }

    [Fact]
    public void Take_ASecondLater_IsRefused()
    {
        _allowance.HandOut(5);
        _time.Advance(RequestAllowance.Lifetime - TimeSpan.FromTicks(1));
        TakeMany(1).ShouldBe(1);
        _time.Advance(TimeSpan.FromTicks(1));
        TakeMany(3).ShouldBe(0);
        _allowance.ReadUnused().ShouldBe(0);
    }

    [Fact]
    public void ReadUnused_OldAndNewPortions_TakesBackTheUnusedOfTheOldOnes()
    {
        _allowance.HandOut(5);
        _time.Advance(TimeSpan.FromMilliseconds(600));
        _allowance.HandOut(3);
        TakeMany(2).ShouldBe(2);
        _time.Advance(TimeSpan.FromMilliseconds(500));

        _allowance.ReadUnused().ShouldBe(3);
        TakeMany(10).ShouldBe(3);
    }

    [Fact]
    public void ReadUnused_OldPortionsAreUsedUp_KeepsTheNew()
    {
        _allowance.HandOut(2);
        _time.Advance(TimeSpan.FromMilliseconds(600));
        _allowance.HandOut(4);
        TakeMany(3).ShouldBe(3);
        _time.Advance(TimeSpan.FromMilliseconds(500));

        _allowance.ReadUnused().ShouldBe(3);
        _time.Advance(TimeSpan.FromMilliseconds(500));
        _allowance.ReadUnused().ShouldBe(0);
    }

    [Fact]
    public void Take_FromManyThreadsWhileItIsHandedOut_NeverLetsMoreGoThanThat()
    {
        const int threads = 3;
        const int portions = 2_000;
        const int size = 7;
        var (went, handedOut, handingOut) = (0L, 0L, true);
        Concurrently.Run(threads, number =>
        {
            if (number == 0)
            {
                // Goes on until the others have had their turn.
                for (var i = 0; i < portions || Interlocked.Read(ref went) < portions; i++)
                {
                    _allowance.HandOut(size);
                    handedOut += size;
                    _time.Advance(TimeSpan.FromMilliseconds(i % 3 == 0 ? 400 : 1));
                }

                Volatile.Write(ref handingOut, false);
                return;
            }

            while (Volatile.Read(ref handingOut))
            {
                if (_allowance.Take(_time.GetTimestamp()))
                {
                    Interlocked.Increment(ref went);
                }
            }
        });

        went.ShouldBeInRange(portions, handedOut);
    }

    [Fact]
    public void Take_AllocatesNothing()
    {
        _allowance.HandOut(100);
        TakeMany(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        TakeMany(1_000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private int TakeMany(int requests)
    {
        var went = 0;
        for (var i = 0; i < requests; i++)
        {
            went += _allowance.Take(_time.GetTimestamp()) ? 1 : 0;
        }

        return went;
    }
}
