using Canary.TestKit;
using Canary.TestKit.Fuzzing;

namespace Canary.Gateway.Tests.Fuzzing;

/// <summary>Everything that reads what others wrote, on the corpus and on mutations of it: the same inputs in every run. For longer: the command <c>fuzz</c> of the benchmarks.</summary>
public sealed class FuzzTests
{
    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Whatever_comes_in_is_read_or_refused_in_time_and_what_was_accepted_is_read_again_as_the_same(string name)
    {
        var target = FuzzTargets.All.Single(target => target.Name == name);
        var run = new FuzzRun(target, seed: 8);

        run.RunWatched(TestSize.Of(2_500, 50_000), () => false).ShouldBeTrue(run.Hanging());

        run.Findings.ShouldBeEmpty(string.Join("\n", run.Findings));
        run.Inputs.ShouldBeGreaterThan(2_500);
    }

    [Fact]
    public void A_finding_is_made_small_and_says_how_it_is_kept()
    {
        var target = new FuzzTarget("cookie", input => FuzzFailure.Unless(!input.AsSpan().ContainsAny((byte)'7', (byte)'='), "it has what it must not have"));
        var run = new FuzzRun(target, seed: 3);

        run.Run(100, () => false);

        var finding = run.Findings.ShouldHaveSingleItem();
        finding.Input.Length.ShouldBe(1);
        finding.ToString().ShouldContain("seed 3, iteration -1: it has what it must not have");
        finding.ToString().ShouldContain($"base64 -d <<< {Convert.ToBase64String(finding.Input)} > tests/Canary.TestKit/Fuzzing/Corpus/cookie/");
    }

    [Fact]
    public void A_slow_input_is_found_and_one_that_is_slow_once_is_not()
    {
        var limit = TimeSpan.FromMilliseconds(20);
        var slow = new FuzzRun(new FuzzTarget("cookie", _ => Burn(limit * 1.5)), seed: 1, limit);
        slow.Run(0, () => false);
        slow.Findings.ShouldHaveSingleItem().Problem.ShouldStartWith("slow: takes");

        var times = 0;
        var once = new FuzzRun(new FuzzTarget("cookie", _ => Burn(times++ == 0 ? limit * 1.5 : TimeSpan.Zero)), seed: 1, limit);
        once.Run(0, () => false);
        once.Findings.ShouldBeEmpty();
    }

    private static void Burn(TimeSpan length)
    {
        for (var began = ThreadTime.Now; ThreadTime.Now - began < length;)
        {
        }
    }
}
