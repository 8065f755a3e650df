using System.Text.Json;
using Canary.Core.Services;

namespace Canary.Core.Rollouts;

/// <summary>Reads a plan from a document: its structure only, what it means is for <see cref="RolloutPlanValidator"/>.</summary>
internal static class RolloutPlanReader
{
    private const double DefaultComparisonTolerance = 0.01;

    /// <summary>Reads the object of a plan. Where errors were found the result is of no use.</summary>
    public static RolloutPlan Read(DocumentCursor at) => Read(at, []);

    /// <inheritdoc cref="Read(DocumentCursor)"/>
    /// <param name="at">The object.</param>
    /// <param name="besides">Further fields that the document may have, which somebody else reads.</param>
    public static RolloutPlan Read(DocumentCursor at, params ReadOnlySpan<string> besides)
    {
        var fields = at.Fields(["variant", "steps", "onFail", "rollback", "freeze", "maxDuration", "limits", "analysis", .. besides]);
        return new RolloutPlan
        {
            Variant = fields.Required("variant", c => c.Text(), ""),
            Steps = fields.Required("steps", c => c.List(ReadStep), []),
            OnFail = fields.Optional("onFail", c => c.Choice<FailureAction>(), FailureAction.Rollback),
            RollbackHold = fields.Optional<TimeSpan?>("rollback", c => c.Fields("hold").Required("hold", h => h.Duration(), TimeSpan.Zero), null),
            Freeze = fields.Optional("freeze", c => c.List(ReadWindow), []),
            MaxDuration = fields.Optional<TimeSpan?>("maxDuration", c => c.Duration(), null),
            Limits = fields.Optional("limits", ReadLimits, new RolloutLimits()),
            Analysis = fields.Optional<AnalysisConfig?>("analysis", ReadAnalysis, null),
        };
    }

    private static RolloutStep ReadStep(DocumentCursor at)
    {
        var fields = at.Fields("weight", "hold", "gate", "verdict", "deadline");
        return new RolloutStep
        {
            Weight = fields.Required("weight", c => c.Weight(), Weight.Zero),
            Hold = fields.Optional("hold", c => c.Duration(), TimeSpan.Zero),
            Gate = fields.Optional<GateConfig?>("gate", GateReader.Read, null),
            Verdict = fields.Optional<RequiredVerdict?>("verdict", c => c.Choice<RequiredVerdict>(), null),
            Deadline = fields.Optional<TimeSpan?>("deadline", c => c.Duration(), null),
        };
    }

    private static FreezeWindow ReadWindow(DocumentCursor at)
    {
        var fields = at.Fields("cron", "duration", "timeZone", "name");
        return new FreezeWindow(
            fields.Required("cron", c => c.Text(), ""),
            fields.Required("duration", c => c.Duration(), TimeSpan.Zero),
            fields.Optional("timeZone", c => c.Text(), "UTC"),
            fields.Optional<string?>("name", c => c.Text(), null));
    }

    private static RolloutLimits ReadLimits(DocumentCursor at)
    {
        var fields = at.Fields("maxErrors", "maxErrorBudget", "maxRequestsPerSecond", "maxUsers");
        return new RolloutLimits
        {
            MaxErrors = fields.Optional<int?>("maxErrors", c => c.Whole(), null),
            MaxErrorBudget = fields.Optional<double?>("maxErrorBudget", c => c.Number(), null),
            MaxRequestsPerSecond = fields.Optional<int?>("maxRequestsPerSecond", c => c.Whole(), null),
            MaxUsers = fields.Optional<int?>("maxUsers", c => c.Whole(), null),
        };
    }

    private static AnalysisConfig ReadAnalysis(DocumentCursor at)
    {
        var fields = at.Fields("falseAlarmRate", "errors", "latency", "comparison", "minRequests", "checks");
        var defaults = new AnalysisConfig();
        return new AnalysisConfig
        {
            FalseAlarmRate = fields.Optional("falseAlarmRate", c => c.Number(), defaults.FalseAlarmRate),
            ErrorTolerance = fields.Optional("errors", c => ReadTolerance(c, defaults.ErrorTolerance), defaults.ErrorTolerance),
            LatencyTolerance = fields.Optional("latency", c => ReadTolerance(c, defaults.LatencyTolerance), defaults.LatencyTolerance),
            ComparisonTolerance = fields.Optional("comparison", c => ReadTolerance(c, DefaultComparisonTolerance), null),
            MinRequests = fields.Optional("minRequests", c => c.Whole(), defaults.MinRequests),
            Checks = fields.Optional("checks", c => c.List(CheckReader.Read), []),
        };
    }

    // An explicit null: this is not judged.
    private static double? ReadTolerance(DocumentCursor at, double? otherwise) => at.Element.ValueKind == JsonValueKind.Null
        ? null
        : at.Fields("tolerance").Optional<double?>("tolerance", c => c.Number(), otherwise);
}
