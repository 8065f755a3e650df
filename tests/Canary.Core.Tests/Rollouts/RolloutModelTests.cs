using Canary.Core.Rollouts;
using FsCheck;
using FsCheck.Fluent;

namespace Canary.Core.Tests.Rollouts;

/// <summary>
/// For any sequence of actions, verdicts, restarts and times: weights are always valid; a phase that has ended never changes; a rollback is
/// reachable from every active state in one write; no step goes forward in a freeze window, before its hold, without its gate, or on
/// Inconclusive or Error; and every step that may go forward does.
/// </summary>
public sealed class RolloutModelTests
{
    private const int Scenarios = 700;

    [Theory]
    [InlineData(20_261)]
    [InlineData(20_262)]
    [InlineData(20_263)]
    public void Whatever_happens_the_rollout_does_as_the_model_says(ulong seed)
    {
        var seen = new List<string>();
        Prop.ForAll(RolloutScenario.All.ToArbitrary(), scenario =>
        {
            var model = new RolloutModel(scenario);
            foreach (var happening in scenario.Happenings)
            {
                model.Do(happening);
            }

            seen.AddRange(model.Seen);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Scenarios).WithReplay(seed, 17));

        // What was never tried was not shown.
        var counts = seen.CountBy(what => what).ToDictionary();
        string[] all = [.. typeof(RolloutEvents).GetFields().Select(field => (string)field.GetValue(null)!), "forward"];
        all.ShouldAllBe(what => counts.GetValueOrDefault(what) >= 10, string.Join(", ", counts));
    }
}
