using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Control.Exposure;
using Canary.Gateway.Proxy.Limits;
using Canary.Gateway.Storage;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Control.Exposure;

public sealed class SharedLimitTests
{
    private readonly SteppedTime _time = new();
    private readonly FakeLedger _ledger = new();
    private readonly ExposureLimit _limit;
    private readonly SharedLimit _shared;

    public SharedLimitTests()
    {
        _limit = LimitOf(new RolloutLimits { MaxRequestsPerSecond = 50, MaxUsers = 2 });
        _shared = new SharedLimit(_limit, _ledger, _time);
    }

    [Fact]
    public void Round_NobodyAsked_AsksNothing()
    {
        Round();
        _ledger.Questions.ShouldBeEmpty();
        _shared.Problem.ShouldBeNull();
    }

    [Fact]
    public void Round_RequestsAsked_AsksForAsManyAndHandsOutWhatItGets()
    {
        _ledger.Left = 5;
        Take(20).ShouldBe(0);
        Round();

        var question = _ledger.Questions.ShouldHaveSingleItem();
        (question.Rollout, question.RequestsPerSecond, question.Pace, question.WantedRequests, question.MaxUsers).ShouldBe(("run-1", 50, 47, 20, 2));
        Take(20).ShouldBe(5);
    }

    [Fact]
    public void Round_WhatIsLeft_IsNotAskedForAgain()
    {
        Take(20);
        Round();
        Take(12).ShouldBe(12);
        Round();
        _ledger.Questions[^1].WantedRequests.ShouldBe(4);
    }

    [Fact]
    public void Round_MoreAskedThanTheLimit_AsksForTheLimitWithItsMargin()
    {
        Take(500);
        Round();
        _ledger.Questions.ShouldHaveSingleItem().WantedRequests.ShouldBe(47);
    }

    [Fact]
    public void Round_SeldomRequests_OneIsKeptAtHandForTenSeconds()
    {
        Take(1).ShouldBe(0);
        for (var second = 0; second < 9; second++)
        {
            Round();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        _ledger.Questions.Count.ShouldBe(9);
        Round();
        Take(1).ShouldBe(1);
        Round();
        _time.Advance(TimeSpan.FromSeconds(11));
        var asked = _ledger.Questions.Count;
        Round();
        _ledger.Questions.Count.ShouldBe(asked);
    }

    [Fact]
    public void Round_TheOneAtHandIsAlmostStale_AsksForTheNextInTime()
    {
        Take(1);
        Round();
        for (var round = 0; round < 100; round++)
        {
            _time.Advance(ExposureSharing.Interval);
            Round();
            _limit.Requests!.ReadUnused().ShouldBeInRange(1, 2);
        }

        _ledger.Questions.Count.ShouldBeInRange(5, 8);
    }

    [Fact]
    public void Round_UnknownUsers_AreAdmittedUpToTheLimitAndThenRefused()
    {
        foreach (var user in (long[])[1, 2, 3])
        {
            _limit.Users!.Admits(user).ShouldBeFalse();
        }

        Round();
        _ledger.Questions.ShouldHaveSingleItem().Users.Order().ShouldBe([1, 2, 3]);
        ((long[])[1, 2, 3]).Count(_limit.Users!.Admits).ShouldBe(2);
        Round();
        _ledger.Questions.Count.ShouldBe(1);
    }

    [Fact]
    public void Round_TheStoreFails_GoesOnWithTheSmallerOfFairShareAndWhatWasLastGranted()
    {
        ServeSeconds(3, perRound: 2).ShouldBeInRange(116, 120);
        _ledger.Failure = new StoreUnavailableException("down");
        ServeSeconds(1, perRound: 100, gateways: 2);
        _shared.Problem.ShouldBe("down");

        ServeSeconds(4, perRound: 100, gateways: 2).ShouldBeInRange(4 * 23, 4 * 24);
        ServeSeconds(4, perRound: 100, gateways: 1).ShouldBeInRange(160 - 5, 160 + 5);
        ServeSeconds(4, perRound: 1, gateways: 1).ShouldBeInRange(76, 80);
    }

    [Fact]
    public void Round_TheStoreNeverAnswered_HandsOutNothing()
    {
        _ledger.Failure = new StoreUnavailableException("down");
        ServeSeconds(3, perRound: 10).ShouldBe(0);
        _ledger.Questions.Count.ShouldBe(3);
    }

    [Fact]
    public void Round_TheStoreAnswersAgain_IsSilentNoMore()
    {
        ServeSeconds(1, perRound: 2);
        _ledger.Failure = new StoreUnavailableException("down");
        ServeSeconds(3, perRound: 2);
        _ledger.Failure = null;
        ServeSeconds(2, perRound: 2);
        _shared.Problem.ShouldBeNull();
        ServeSeconds(2, perRound: 2).ShouldBe(80);
    }

    [Fact]
    public void Round_TheAnswerIsLate_CountsAsSilentAndItsRequestsAreNotUsed()
    {
        ServeSeconds(2, perRound: 2);
        _limit.Users!.Admits(1).ShouldBeFalse();
        _ledger.Delay = new TaskCompletionSource();
        ServeSeconds(1, perRound: 2, gateways: 10);
        _shared.Problem.ShouldNotBeNull();
        ServeSeconds(2, perRound: 100, gateways: 10).ShouldBeInRange(10 - 2, 10 + 2);
        var asked = _ledger.Questions.Count;

        Take(500);
        var answer = _ledger.Delay;
        _ledger.Delay = null;
        answer.SetResult();
        Take(500).ShouldBe(0);
        _limit.Users.Admits(1).ShouldBeTrue();
        _shared.Problem.ShouldBeNull();
        Round();
        _ledger.Questions.Count.ShouldBe(asked + 1);
    }

    [Fact]
    public void Round_AnythingElseIsThrown_CountsAsSilent()
    {
        _ledger.Failure = new InvalidOperationException("a fault");
        Take(1);
        Round();
        _shared.Problem.ShouldBe("a fault");
    }

    private ExposureLimit LimitOf(RolloutLimits limits)
    {
        var config = new ServiceConfig
        {
            Name = "shop",
            Variants = new Dictionary<string, VariantConfig> { ["stable"] = new(), ["canary"] = new() },
        };
        return ExposureLimit.Of(ServiceSnapshot.Create(config, 1, TestRollouts.State(limits)), null, _time)!;
    }

    private void Round(int gateways = 1) => _shared.Round(gateways, CancellationToken.None).IsFaulted.ShouldBeFalse();

    /// <summary>Rounds of 50 ms, in each of which so many requests ask.</summary>
    private int ServeSeconds(int seconds, int perRound, int gateways = 1)
    {
        var went = 0;
        for (var round = 0; round < 20 * seconds; round++)
        {
            _time.Advance(ExposureSharing.Interval);
            Round(gateways);
            went += Take(perRound);
        }

        return went;
    }

    private int Take(int requests)
    {
        var went = 0;
        for (var i = 0; i < requests; i++)
        {
            went += _limit.Requests!.Take(_time.GetTimestamp()) ? 1 : 0;
        }

        return went;
    }
}
