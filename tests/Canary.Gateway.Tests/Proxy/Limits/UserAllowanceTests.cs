using Canary.Gateway.Proxy.Limits;
using Canary.Gateway.Tests.Telemetry;

namespace Canary.Gateway.Tests.Proxy.Limits;

public sealed class UserAllowanceTests
{
    private readonly UserAllowance _users = new(most: 3);

    [Fact]
    public void Admits_AnUnknownUser_IsRefusedAndAskedAboutOnce()
    {
        _users.Admits(17).ShouldBeFalse();
        _users.Admits(17).ShouldBeFalse();
        _users.Admits(18).ShouldBeFalse();
        _users.TakeClaims().Order().ShouldBe([17, 18]);
        _users.TakeClaims().ShouldBeEmpty();
    }

    [Fact]
    public void Admits_AnAdmittedUser_IsTrueFromThenOn()
    {
        _users.Answer([17, 18], [17], isFull: false);
        _users.Admits(17).ShouldBeTrue();
        _users.Admits(18).ShouldBeFalse();
        _users.TakeClaims().ShouldBe([18]);
    }

    [Fact]
    public void Admits_RefusedForGood_IsNotAskedAboutAgain()
    {
        _users.Answer([17, 18, 19], [17], isFull: true);
        _users.Admits(17).ShouldBeTrue();
        _users.Admits(18).ShouldBeFalse();
        _users.Admits(20).ShouldBeFalse();
        _users.TakeClaims().ShouldBe([20]);
    }

    [Fact]
    public void Answer_MoreUsersThanTheLimit_TakesNoMore()
    {
        _users.Answer([1, 2, 3, 4, 5], [1, 2], isFull: false);
        _users.Answer([3, 4, 5], [2, 3, 4, 5], isFull: false);
        Enumerable.Range(1, 5).Count(user => _users.Admits(user)).ShouldBe(3);
    }

    [Fact]
    public void Claims_MoreUsersThanFit_AreBoundedAndComeAgain()
    {
        var random = new Random(1);
        long[] users = [.. Enumerable.Range(0, 20_000).Select(_ => random.NextInt64())];
        var asked = new HashSet<long>();
        for (var round = 0; round < 200 && asked.Count < users.Length; round++)
        {
            foreach (var user in users.Where(user => !asked.Contains(user)))
            {
                _users.Admits(user);
            }

            var claims = _users.TakeClaims();
            claims.Count.ShouldBeLessThanOrEqualTo(UserClaims.Capacity);
            asked.UnionWith(claims);
        }

        asked.Count.ShouldBe(users.Length);
    }

    [Fact]
    public void AdmittedUsers_ReadWhileTheyGrow_AreFoundOnceAdded()
    {
        var random = new Random(2);
        long[] users = [0, .. Enumerable.Range(0, 50_000).Select(_ => random.NextInt64())];
        var admitted = new AdmittedUsers();
        var added = 0;
        var missed = 0;
        Concurrently.Run(3, number =>
        {
            if (number == 0)
            {
                foreach (var user in users)
                {
                    admitted.Add(user);
                    Volatile.Write(ref added, added + 1);
                }

                return;
            }

            for (var known = 0; known < users.Length; known = Volatile.Read(ref added))
            {
                if (known > 0 && !(admitted.Contains(users[known - 1]) && admitted.Contains(users[known / 2])))
                {
                    Interlocked.Increment(ref missed);
                }
            }
        });

        missed.ShouldBe(0);
        admitted.Count.ShouldBe(users.Length);
        admitted.Contains(-1).ShouldBeFalse();
    }

    [Fact]
    public void Admits_AllocatesNothing()
    {
        _users.Answer([1], [1], isFull: false);
        _users.Admits(1);
        _users.Admits(2);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var user = 0; user < 5_000; user++)
        {
            _users.Admits(user);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
