using System.Text.Json.Nodes;
using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Core.Tests.Rollouts;

/// <summary>What a bad plan is answered with: the field, the value and what is allowed.</summary>
public sealed class BadPlanTests
{
    /// <summary>Fields that replace those of the full plan (null removes one), the path that is wrong then, and a part of the message.</summary>
    public static TheoryData<string, string, string> BadChanges => new()
    {
        // Structure.
        { """{"variant": null}""", "variant", "is required, but missing" },
        { """{"steps": null}""", "steps", "is required, but missing" },
        { """{"stepz": []}""", "stepz", "not a known field; allowed here: variant, steps, onFail, rollback, freeze, maxDuration, limits, analysis" },
        { """{"steps": {}}""", "steps", "must be a list, but is an object" },
        { """{"steps": [5]}""", "steps[0]", "must be an object, but is the number 5" },
        { """{"steps": [{}]}""", "steps[0].weight", "is required, but missing" },
        { """{"steps": [{"weight": "1"}]}""", "steps[0].weight", "must be a percent number from 0 to 100 with at most two decimals, but is the text '1'" },
        { """{"steps": [{"weight": 1, "hold": 5}]}""", "steps[0].hold", "must be a duration such as" },
        { """{"steps": [{"weight": 1, "wait": "5m"}]}""", "steps[0].wait", "allowed here: weight, hold, gate, verdict, deadline" },
        { """{"steps": [{"weight": 1, "verdict": "NotWorse"}]}""", "steps[0].verdict", "must be one of noEvidenceAgainst, notWorse, but is the text 'NotWorse'" },
        { """{"steps": [{"weight": 1, "gate": "person"}]}""", "steps[0].gate", "must be \"manual\", or an object with one of manual, webhook, but is the text 'person'" },
        { """{"steps": [{"weight": 1, "gate": true}]}""", "steps[0].gate", "but is true" },
        { """{"steps": [{"weight": 1, "gate": {}}]}""", "steps[0].gate", "must have exactly one of manual, webhook, but has none of them" },
        { """{"steps": [{"weight": 1, "gate": {"manual": {}, "webhook": {"url": "http://x"}}}]}""", "steps[0].gate", "but has both" },
        { """{"steps": [{"weight": 1, "gate": {"manual": {"approver": "a"}}}]}""", "steps[0].gate.manual.approver", "allowed here: approvers, note" },
        { """{"steps": [{"weight": 1, "gate": {"webhook": {}}}]}""", "steps[0].gate.webhook.url", "is required" },
        { """{"onFail": "abort"}""", "onFail", "must be one of rollback, pause, but is the text 'abort'" },
        { """{"rollback": "1m"}""", "rollback", "must be an object" },
        { """{"rollback": {}}""", "rollback.hold", "is required" },
        { """{"freeze": [{"duration": "1h"}]}""", "freeze[0].cron", "is required" },
        { """{"freeze": [{"cron": "0 0 * * *"}]}""", "freeze[0].duration", "is required" },
        { """{"limits": {"maxErrors": 1.5}}""", "limits.maxErrors", "must be a whole number, but is the number 1.5" },
        { """{"limits": {"maxError": 1}}""", "limits.maxError", "allowed here: maxErrors, maxErrorBudget, maxRequestsPerSecond, maxUsers" },
        { """{"analysis": {"errors": {"tolerence": 2}}}""", "analysis.errors.tolerence", "allowed here: tolerance" },
        { """{"analysis": {"errors": false}}""", "analysis.errors", "must be an object, but is false" },

        // Steps.
        { """{"steps": []}""", "steps", "must have 1 to 50 steps, but has 0" },
        { """{"steps": [{"weight": 0}]}""", "steps[0].weight", "must be above 0, but is 0" },
        { """{"steps": [{"weight": 10}, {"weight": 10}]}""", "steps[1].weight", "must be more than the 10 of the step before, but is 10" },
        { """{"steps": [{"weight": 10}, {"weight": 5.5}]}""", "steps[1].weight", "but is 5.5" },
        { """{"steps": [{"weight": 1, "hold": "366d"}]}""", "steps[0].hold", "must be from 0s to 365d, but is 366d" },
        { """{"steps": [{"weight": 1, "deadline": "1ms"}]}""", "steps[0].deadline", "must be from 1s to 365d, but is 1ms" },
        { """{"steps": [{"weight": 1, "hold": "10m", "deadline": "10m"}]}""", "steps[0].deadline", "must be longer than the step's hold of 10m, but is 10m" },
        { """{"steps": [{"weight": 1, "gate": {"webhook": {"url": "ftp://x"}}}]}""", "steps[0].gate.webhook.url", "must be a URL such as https://gates.example.com/shop, but is 'ftp://x': only http and https are allowed" },
        { """{"steps": [{"weight": 1, "gate": {"webhook": {"url": "gate"}}}]}""", "steps[0].gate.webhook.url", "it is not an absolute URL" },
        { """{"steps": [{"weight": 1, "gate": {"webhook": {"url": "http://169.254.169.254/"}}}]}""", "steps[0].gate.webhook.url", "link-local" },
        { """{"steps": [{"weight": 1, "gate": {"webhook": {"url": "http://x", "interval": "500ms"}}}]}""", "steps[0].gate.webhook.interval", "must be from 1s to 1h, but is 500ms" },
        { """{"steps": [{"weight": 1, "gate": {"manual": {"approvers": [""]}}}]}""", "steps[0].gate.manual.approvers[0]", "must have 1 to 100 characters, but has 0" },
        { """{"steps": [{"weight": 1, "gate": {"manual": {"note": "a\nb"}}}]}""", "steps[0].gate.manual.note", "must not have control characters" },

        // The whole.
        { """{"rollback": {"hold": "8d"}}""", "rollback.hold", "must be from 1s to 7d, but is 8d" },
        { """{"maxDuration": "0s"}""", "maxDuration", "must be from 1s to 365d, but is 0s" },
        { """{"maxDuration": "15m"}""", "maxDuration", "must be longer than the holds of all steps, which sum to 15m, but is 15m" },
        { """{"limits": {"maxErrorBudget": 2}}""", "limits.maxErrorBudget", "must be from 0.001 to 1, but is 2" },
        { """{"limits": {"maxErrorBudget": 0.1}}""", "limits.maxErrorBudget", "needs an error budget, but the service has no objective" },
        { """{"limits": {"maxErrors": 0}}""", "limits.maxErrors", "must be from 1 to 1000000000, but is 0" },
        { """{"limits": {"maxRequestsPerSecond": 1000001}}""", "limits.maxRequestsPerSecond", "must be from 1 to 1000000" },
        { """{"limits": {"maxUsers": -1}}""", "limits.maxUsers", "but is -1" },
        { """{"analysis": {"falseAlarmRate": 0.6}}""", "analysis.falseAlarmRate", "must be from 0.000001 to 0.5, but is 0.6" },
        { """{"analysis": {"errors": {"tolerance": 0.5}}}""", "analysis.errors.tolerance", "must be from 1 to 100, but is 0.5" },
        { """{"analysis": {"latency": {"tolerance": 1e9}}}""", "analysis.latency.tolerance", "must be from 1 to 100" },
        { """{"analysis": {"minRequests": -1}}""", "analysis.minRequests", "must be from 0 to 1000000000" },
        { """{"analysis": {"errors": null, "latency": null}}""", "analysis.errors", "and latency must not both be null" },

        // Freeze windows.
        { """{"freeze": [{"cron": "0 18 * *", "duration": "1h"}]}""", "freeze[0].cron", "must be five fields: minute, hour, day of month, month, day of week, such as '0 18 * * FRI', but is '0 18 * *'" },
        { """{"freeze": [{"cron": "61 * * * *", "duration": "1h"}]}""", "freeze[0].cron", "but is '61 * * * *': Minutes: Value must be a number between 0 and 59" },
        { """{"freeze": [{"cron": "0 0 * * * *", "duration": "1h"}]}""", "freeze[0].cron", "must be five fields" },
        { """{"freeze": [{"cron": "@daily", "duration": "1h"}]}""", "freeze[0].cron", "must be five fields" },
        { """{"freeze": [{"cron": "H 1 * * *", "duration": "1h"}]}""", "freeze[0].cron", "must be five fields" },
        { """{"freeze": [{"cron": "0 0 30 2 *", "duration": "1h"}]}""", "freeze[0].cron", "never comes" },
        { """{"freeze": [{"cron": "0 0 * * *", "duration": "59s"}]}""", "freeze[0].duration", "must be from 1m to 31d, but is 59s" },
        { """{"freeze": [{"cron": "0 0 * * *", "duration": "1h", "timeZone": "Berlin"}]}""", "freeze[0].timeZone", "must be the IANA name of a time zone that this machine's time zone database has, such as Europe/Berlin or UTC, but is 'Berlin'" },
        { """{"freeze": [{"cron": "0 0 * * *", "duration": "1h", "timeZone": "europe/berlin"}]}""", "freeze[0].timeZone", "'europe/berlin'" },
        { """{"freeze": [{"cron": "0 0 * * *", "duration": "1h", "timeZone": "right/UTC"}]}""", "freeze[0].timeZone", "'right/UTC'" },
        { """{"freeze": [{"cron": "0 0 * * *", "duration": "1h", "timeZone": "../../etc/passwd"}]}""", "freeze[0].timeZone", "IANA" },
        { """{"freeze": [{"cron": "0 0 * * *", "duration": "1h", "timeZone": "Europe"}]}""", "freeze[0].timeZone", "IANA" },
        { """{"freeze": [{"cron": "0 0 * * *", "duration": "1h", "name": ""}]}""", "freeze[0].name", "must have 1 to 100 characters" },

        // The service.
        { """{"variant": "cannary"}""", "variant", "must be one of the variants, but is 'cannary'; the service has: stable, canary" },
        { """{"variant": "stable"}""", "variant", "must not be the baseline, but is 'stable'" },
        { """{"variant": "No!"}""", "variant", "1 to 63 of a-z" },
    };

    [Theory]
    [MemberData(nameof(BadChanges))]
    public void ReadPlan_BadPlan_NamesFieldValueAndWhatIsAllowed(string change, string path, string message)
    {
        var document = JsonNode.Parse(Plans.Full)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
        {
            document.Remove(name);
            if (value is not null)
            {
                document[name] = value.DeepClone();
            }
        }

        var result = Plans.Read(document.ToJsonString());

        result.Errors.ShouldContain(
            error => error.Path == path && error.Message.Contains(message, StringComparison.Ordinal),
            $"was: {string.Join("\n", result.Errors)}");
    }

    [Fact]
    public void ReadPlan_OtherVariantsHaveWeight_RefusesStepsWithoutRoom()
    {
        var service = ThreeVariants(blue: 30);

        Plans.Read("""{"variant": "canary", "steps": [{"weight": 70}, {"weight": 70.01}, {"weight": 100}]}""", service).Errors.ShouldBe(
        [
            new DocumentError("steps[1].weight", "is 70.01, but the other variants have blue 30; at most 70 is left."),
            new DocumentError("steps[2].weight", "is 100, but the other variants have blue 30; at most 70 is left."),
        ]);
    }

    [Fact]
    public void ReadPlan_MaxUsersWithoutStickyKey_IsRefused() =>
        Plans.Read("""{"variant": "canary", "steps": [{"weight": 1}], "limits": {"maxUsers": 5}}""", Plans.Shop with { Sticky = [] })
            .Errors.ShouldHaveSingleItem().ShouldBe(new DocumentError("limits.maxUsers", "needs a sticky key, but the service has none; give the service a sticky source, such as {\"cookie\": \"canary-id\"}."));

    [Fact]
    public void ReadPlan_SeveralErrors_ReportsAll() =>
        Plans.Read("""{"variant": "Canary", "steps": [{"weight": 0}, {"weight": 0}], "maxDuration": "366d", "freeze": [{"cron": "x", "duration": "1s", "timeZone": "y"}]}""")
            .Errors.Select(error => error.Path).Distinct()
            .ShouldBe(["variant", "steps[0].weight", "steps[1].weight", "freeze[0].cron", "freeze[0].duration", "freeze[0].timeZone", "maxDuration"], ignoreOrder: true);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"variant\": \"canary\", }")]
    [InlineData("null")]
    public void ReadPlan_NoObject_IsRefused(string json) => Plans.Read(json).IsValid.ShouldBeFalse();

    [Fact]
    public void CheckPlan_ServiceChangedSince_SaysWhatNoLongerFits()
    {
        var plan = Plans.Valid("""{"variant": "canary", "steps": [{"weight": 80}]}""");

        RolloutDocument.CheckPlan(plan, Plans.Shop).IsValid.ShouldBeTrue();
        RolloutDocument.CheckPlan(plan, ThreeVariants(blue: 30)).Errors.ShouldHaveSingleItem().Path.ShouldBe("steps[0].weight");
    }

    private static ServiceConfig ThreeVariants(int blue) => Plans.Shop with
    {
        Variants = new OrderedDictionary<string, VariantConfig>(Plans.Shop.Variants) { ["blue"] = Plans.Shop.Variants["canary"] },
        Weights = new Dictionary<string, Weight> { ["stable"] = Percent(100 - blue), ["blue"] = Percent(blue) },
    };

    private static Weight Percent(int percent) => Weight.FromHundredths(percent * 100);
}
