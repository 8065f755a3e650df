using Canary.TestKit.Simulation;

namespace Canary.Benchmarks.Simulation;

/// <summary>The least that any sequential test needs in expectation, if it knew in advance how much worse the canary is.</summary>
/// <remarks>ln(1/α) of information, of which an error under the share w brings KL(π(θ) ‖ π(1)). Source: Wald 1945.</remarks>
internal static class Wald
{
    /// <summary>Requests until then; null where the rollout has too few.</summary>
    public static double? Requests(IReadOnlyList<SimulatedStage> stages, double rate, double times, double alpha)
    {
        var (missing, requests) = (Math.Log(1 / alpha), 0d);
        foreach (var stage in stages)
        {
            var pi = stage.Share * times / ((stage.Share * times) + 1 - stage.Share);
            var perError = (pi * Math.Log(pi / stage.Share)) + ((1 - pi) * Math.Log((1 - pi) / (1 - stage.Share)));
            var perRequest = perError * rate * ((stage.Share * times) + 1 - stage.Share);
            if (perRequest * stage.Requests >= missing)
            {
                return requests + (missing / perRequest);
            }

            missing -= perRequest * stage.Requests;
            requests += stage.Requests;
        }

        return null;
    }
}
