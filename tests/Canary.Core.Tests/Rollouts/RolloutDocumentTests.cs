using System.Text;
using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Core.Tests.Rollouts;

public sealed class RolloutDocumentTests
{
    [Fact]
    public void ReadPlan_FullPlan_HasEverything()
    {
        var plan = Plans.Valid(Plans.Full);

        plan.Variant.ShouldBe("canary");
        plan.Steps.Select(step => step.Weight.ToString()).ShouldBe(["1", "10", "25", "50", "100"]);
        plan.Steps.Select(step => step.Hold).ShouldBe([TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10), default, default, default]);
        plan.Steps[1].Verdict.ShouldBe(RequiredVerdict.NotWorse);
        plan.Steps[1].Deadline.ShouldBe(TimeSpan.FromHours(1));
        plan.Steps[2].Gate.ShouldBe(new GateConfig.Webhook("https://gates.example.com/shop?x=1", TimeSpan.FromSeconds(10)));
        var gate = plan.Steps[3].Gate.ShouldBeOfType<GateConfig.Manual>();
        gate.Approvers.ShouldBe(["alice", "bob"]);
        gate.Note.ShouldBe("look at orders");
        plan.Steps[4].Gate.ShouldBeOfType<GateConfig.Manual>().Approvers.ShouldBeEmpty();
        (plan.OnFail, plan.RollbackHold, plan.MaxDuration).ShouldBe((FailureAction.Pause, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)));
        plan.Freeze.ShouldBe([new FreezeWindow("0 18 * * FRI", TimeSpan.FromHours(62), "Europe/Berlin", "weekend")]);
        plan.Limits.ShouldBe(new RolloutLimits { MaxErrors = 50, MaxRequestsPerSecond = 100, MaxUsers = 1000 });
        plan.Analysis.ShouldBe(new AnalysisConfig
        {
            LatencyTolerance = null,
            Checks =
            [
                new CheckConfig.Counter("checkout failures", "http://prometheus:9090", TimeSpan.FromSeconds(5), "sum(failures_total{version=\"{{variant}}\"})", "sum(orders_total{version=\"{{variant}}\"})", 1.25),
                new CheckConfig.Ratio("p99", "http://prometheus:9090/prom", TimeSpan.FromSeconds(15), "p99:canary / p99:stable", 1.5),
                new CheckConfig.Webhook("smoke", "https://ci.example.com/smoke?x=1", TimeSpan.FromMinutes(1)),
            ],
        });
    }

    [Fact]
    public void ReadPlan_LeastPlan_HasDefaults()
    {
        var plan = Plans.Valid("""{"variant": "canary", "steps": [{"weight": 0.01}]}""");

        plan.Steps.ShouldHaveSingleItem().ShouldBe(new RolloutStep { Weight = Weight.FromHundredths(1) });
        (plan.OnFail, plan.RollbackHold, plan.MaxDuration, plan.Limits, plan.Analysis)
            .ShouldBe((FailureAction.Rollback, null, null, new RolloutLimits(), null));
        plan.Freeze.ShouldBeEmpty();
    }

    [Fact]
    public void ReadPlan_Analysis_JudgesBothByDefault() =>
        Plans.Valid("""{"variant": "canary", "steps": [{"weight": 1}], "analysis": {}}""").Analysis.ShouldBe(new AnalysisConfig());

    [Fact]
    public void ReadPlan_WebhookWithoutInterval_IsAskedEachHalfMinute() =>
        Plans.Valid("""{"variant": "canary", "steps": [{"weight": 1, "gate": {"webhook": {"url": "http://gate:8080"}}}]}""")
            .Steps[0].Gate.ShouldBe(new GateConfig.Webhook("http://gate:8080", TimeSpan.FromSeconds(30)));

    [Fact]
    public void WritePlan_FullPlan_IsReadBackAndWrittenTheSame()
    {
        var written = RolloutDocument.WritePlan(Plans.Valid(Plans.Full));

        var again = RolloutDocument.WritePlan(RolloutDocument.ReadPlan(written, Plans.Shop).Value!);

        Encoding.UTF8.GetString(again).ShouldBe(Encoding.UTF8.GetString(written));
        Encoding.UTF8.GetString(written).ShouldBe(
            """{"variant":"canary","steps":[{"weight":1,"hold":"5m"},{"weight":10,"hold":"10m","verdict":"notWorse","deadline":"1h"},{"weight":25,"hold":"0s","gate":{"webhook":{"url":"https://gates.example.com/shop?x=1","interval":"10s"}}},{"weight":50,"hold":"0s","gate":{"manual":{"approvers":["alice","bob"],"note":"look at orders"}}},{"weight":100,"hold":"0s","gate":"manual"}],"onFail":"pause","rollback":{"hold":"1m"},"freeze":[{"cron":"0 18 * * FRI","duration":"62h","timeZone":"Europe/Berlin","name":"weekend"}],"maxDuration":"1d","limits":{"maxErrors":50,"maxRequestsPerSecond":100,"maxUsers":1000},"analysis":{"falseAlarmRate":0.01,"errors":{"tolerance":1.25},"latency":null,"minRequests":200,"checks":[{"name":"checkout failures","prometheus":{"url":"http://prometheus:9090","query":"sum(failures_total{version=\"{{variant}}\"})","total":"sum(orders_total{version=\"{{variant}}\"})","tolerance":1.25,"interval":"5s"}},{"name":"p99","prometheus":{"url":"http://prometheus:9090/prom","ratio":{"query":"p99:canary / p99:stable","max":1.5},"interval":"15s"}},{"name":"smoke","webhook":{"url":"https://ci.example.com/smoke?x=1","interval":"1m"}}]}}""");
    }
}
