using System.Globalization;
using Canary.Core.Analysis;
using Canary.Core.Rollouts;
using Canary.TestKit.Simulation;

namespace Canary.Benchmarks.Simulation;

/// <summary>Simulates rollouts of healthy and bad canaries and prints, as Markdown, how often and how soon they are taken back: by the gateway's judge, and by others on the same traffic.</summary>
internal static class SimulateCommand
{
    private static readonly double[] Alphas = [0.05, 0.01];

    /// <summary>Runs all of it.</summary>
    public static int Run(SimulateOptions options)
    {
        Action<SimulateOptions>[] parts = [FalseAlarms, Power, Rivals, NotWorse];
        foreach (var (name, run) in SimulateOptions.Parts.Zip(parts).Where(part => options.Only.Contains(part.First)))
        {
            run(options);
        }

        return 0;
    }

    private static AnalysisConfig Analysis(double alpha, bool latency = true) =>
        new() { FalseAlarmRate = alpha, ErrorTolerance = 1, LatencyTolerance = latency ? 1 : null };

    private static void FalseAlarms(SimulateOptions options)
    {
        Print($"### False alarms: {options.Runs:N0} rollouts of a healthy canary each, looked at after every 500 requests");
        Print("| traffic | taken back at 5 % | at 1 % | sample ratio off at 5 % |\n|---|--:|--:|--:|");
        foreach (var (name, traffic) in SimulatedScenarios.Healthy(options.Stage).Where(each => each.Name.Contains(options.Traffic, StringComparison.Ordinal)))
        {
            // One run serves both rates: it is taken back where the most evidence of any look reached the threshold.
            var (evidence, errors) = (new double[options.Runs], 0);
            Parallel.For(0, options.Runs, run =>
            {
                var judge = new OurJudge(Analysis(0.05));
                new SimulatedRollout(traffic, (ulong)run + 1).Run(look =>
                {
                    judge.Fails(look);
                    return false;
                });
                evidence[run] = judge.MostEvidence;
                Interlocked.Add(ref errors, judge.SawError ? 1 : 0);
            });
            Print($"| {name} | {string.Join(" | ", Alphas.Select(alpha => Percent(evidence.Count(most => most >= -Math.Log10(alpha)), options.Runs)))} | {Percent(errors, options.Runs)} |");
        }
    }

    private static void Power(SimulateOptions options)
    {
        Print($"\n### Power: {options.BadRuns:N0} rollouts of a bad canary each, at 5 %");
        Print("| canary | requests a step | found | requests until found, median | Wald's bound | ratio |\n|---|--:|--:|--:|--:|--:|");
        foreach (var rate in new[] { 0.0005, 0.005, 0.05 })
        {
            foreach (var times in new[] { 1.5, 2, 4 })
            {
                // As many requests as bring the same number of errors.
                var stage = (int)Math.Max(options.Stage / 10, options.Stage * 0.005 / rate);
                var traffic = SimulatedScenarios.Failing(rate, times, stage);
                var found = Outcomes.Of(traffic, options.BadRuns, () => new OurJudge(Analysis(0.05, latency: false)));
                var bound = Wald.Requests(traffic.Stages, rate, times, 0.05);
                Print($"| errors {times:0.#}× of {rate:0.###%} | {stage:N0} | {Percent(found.Failed, found.Runs)} | {Number(found.Median)} | {Number(bound ?? double.NaN)} | {found.Median / bound:0.00} |");
            }
        }

        foreach (var (name, latency) in SlowCanaries())
        {
            var found = Outcomes.Of(SimulatedScenarios.Slow(latency, options.Stage), options.BadRuns, () => new OurJudge(Analysis(0.05)));
            Print($"| {name} | {options.Stage:N0} | {Percent(found.Failed, found.Runs)} | {Number(found.Median)} | | |");
        }
    }

    private static void Rivals(SimulateOptions options)
    {
        Print($"\n### Side by side: the same {options.BadRuns:N0} rollouts for each, at 5 %; taken back, and requests until then at the median");
        var calibrated = CalibrateZ(options);
        (string Name, Func<Rival> Make)[] rivals =
        [
            ("this gateway", () => new OurJudge(Analysis(0.05))), ("… errors alone", () => new OurJudge(Analysis(0.05, latency: false))), ("Kayenta", () => new KayentaRule()), ("Flagger", () => new FlaggerRule()),
            ("z-test, repeated", () => new RepeatedZTest(1.645)), ($"z-test, at z = {calibrated:0.00}", () => new RepeatedZTest(calibrated)),
        ];
        Print("The last column's z is such that of these healthy canaries with a constant error rate 5 % are taken back.\n");
        Print($"| canary | {string.Join(" | ", rivals.Select(rival => rival.Name))} |\n|---|{string.Concat(Enumerable.Repeat("--:|", rivals.Length))}");
        IEnumerable<(string, SimulatedTraffic)> healthy = SimulatedScenarios.Healthy(options.Stage).Take(5).Select(each => ($"healthy, {each.Name}", each.Traffic));
        IEnumerable<(string, SimulatedTraffic)> failing = new[] { 1.5, 2, 4 }.Select(times => ($"errors {times:0.#}× of 0.5 %", SimulatedScenarios.Failing(0.005, times, options.Stage)));
        IEnumerable<(string, SimulatedTraffic)> slow = SlowCanaries().Select(each => (each.Name, SimulatedScenarios.Slow(each.Latency, options.Stage)));
        foreach (var (name, traffic) in healthy.Concat(failing).Concat(slow))
        {
            var cells = rivals.Select(rival => Outcomes.Of(traffic, options.BadRuns, rival.Make)).Select(found => $"{Percent(found.Failed, found.Runs)}, {Number(found.Median)}");
            Print($"| {name} | {string.Join(" | ", cells)} |");
        }
    }

    // Nobody could know it beforehand: it is right for this traffic and this number of looks alone.
    private static double CalibrateZ(SimulateOptions options)
    {
        var most = new double[options.BadRuns];
        var traffic = new SimulatedTraffic { Stages = SimulatedTraffic.Steps(options.Stage) };
        Parallel.For(0, options.BadRuns, run =>
        {
            var test = new RepeatedZTest(double.PositiveInfinity);
            new SimulatedRollout(traffic, (ulong)run + 1).Run(test.Fails);
            most[run] = test.MostZ;
        });
        Array.Sort(most);
        return most[(int)(0.95 * most.Length)];
    }

    private static void NotWorse(SimulateOptions options)
    {
        Print($"\n### Not worse than 1.25×: {options.Runs:N0} rollouts of a canary that is 1.5× worse, {options.BadRuns:N0} of one that is equal, at 5 %");
        Print("| canary | passed at any look | requests until then, median |\n|---|--:|--:|");
        foreach (var (name, times, runs) in new[] { ("errors 1.5×", 1.5, options.Runs), ("errors 1.25×, just at the tolerance", 1.25, options.Runs), ("equal", 1d, options.BadRuns) })
        {
            var passed = Outcomes.Of(SimulatedScenarios.Failing(0.005, times, options.Stage), runs, () => new NotWorseJudge());
            Print($"| {name} | {Percent(passed.Failed, passed.Runs)} | {Number(passed.Median)} |");
        }
    }

    private static (string Name, SimulatedLatency Latency)[] SlowCanaries() =>
    [
        .. new[] { 1.1, 1.25, 1.5, 2 }.Select(times => (string.Create(CultureInfo.InvariantCulture, $"{times:0.##}× as slow"), new SimulatedLatency(times))),
        ("1 % of requests 10× as slow", new SimulatedLatency(1, 0.01)),
    ];

    private static string Percent(int count, int all) => string.Create(CultureInfo.InvariantCulture, $"{100d * count / all:0.0#} %");

    private static string Number(double number) => double.IsFinite(number) ? string.Create(CultureInfo.InvariantCulture, $"{number:N0}") : "–";

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static void Print(string text) => Console.WriteLine(text);

    /// <summary>Stops where the judge says that the canary is not worse.</summary>
    private sealed class NotWorseJudge : Rival
    {
        public override bool Fails(SimulatedLook look) => Judge.Of(new JudgementInputs
        {
            Analysis = new AnalysisConfig { FalseAlarmRate = 0.05, ErrorTolerance = 1.25, LatencyTolerance = null },
            Canary = "canary",
            Baseline = "stable",
            Rows = look.Rows,
            Step = look.Stage.Step,
            Share = look.Stage.Share,
            Required = RequiredVerdict.NotWorse,
        }).Verdict.Kind == VerdictKind.Pass;
    }
}
