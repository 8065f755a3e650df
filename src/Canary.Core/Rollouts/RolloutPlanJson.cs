using System.Text.Json;
using Canary.Core.Services;

namespace Canary.Core.Rollouts;

/// <summary>Writes a plan into a document.</summary>
internal static class RolloutPlanJson
{
    /// <summary>Writes all fields of the plan; what is not set is left out.</summary>
    public static void WriteFields(Utf8JsonWriter writer, RolloutPlan plan)
    {
        writer.WriteString("variant", plan.Variant);
        writer.WriteStartArray("steps");
        foreach (var step in plan.Steps)
        {
            WriteStep(writer, step);
        }

        writer.WriteEndArray();
        writer.WriteString("onFail", EnumNames<FailureAction>.Of(plan.OnFail));
        if (plan.RollbackHold is { } hold)
        {
            writer.WriteStartObject("rollback");
            writer.WriteString("hold", Duration.Format(hold));
            writer.WriteEndObject();
        }

        if (plan.Freeze.Count > 0)
        {
            WriteFreeze(writer, plan.Freeze);
        }

        WriteDuration(writer, "maxDuration", plan.MaxDuration);
        if (plan.Limits != new RolloutLimits())
        {
            WriteLimits(writer, plan.Limits);
        }

        if (plan.Analysis is { } analysis)
        {
            WriteAnalysis(writer, analysis);
        }
    }

    private static void WriteStep(Utf8JsonWriter writer, RolloutStep step)
    {
        writer.WriteStartObject();
        ServiceJson.WriteWeight(writer, "weight", step.Weight);
        writer.WriteString("hold", Duration.Format(step.Hold));
        if (step.Gate is { } gate)
        {
            writer.WritePropertyName("gate");
            WriteGate(writer, gate);
        }

        if (step.Verdict is { } verdict)
        {
            writer.WriteString("verdict", EnumNames<RequiredVerdict>.Of(verdict));
        }

        WriteDuration(writer, "deadline", step.Deadline);
        writer.WriteEndObject();
    }

    private static void WriteGate(Utf8JsonWriter writer, GateConfig gate)
    {
        if (gate is GateConfig.Manual { Approvers.Count: 0, Note: null })
        {
            writer.WriteStringValue("manual");
            return;
        }

        writer.WriteStartObject();
        if (gate is GateConfig.Webhook webhook)
        {
            writer.WriteStartObject("webhook");
            writer.WriteString("url", webhook.Url);
            writer.WriteString("interval", Duration.Format(webhook.Interval));
        }
        else if (gate is GateConfig.Manual manual)
        {
            writer.WriteStartObject("manual");
            writer.WriteStartArray("approvers");
            foreach (var approver in manual.Approvers)
            {
                writer.WriteStringValue(approver);
            }

            writer.WriteEndArray();
            WriteText(writer, "note", manual.Note);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteFreeze(Utf8JsonWriter writer, IReadOnlyList<FreezeWindow> windows)
    {
        writer.WriteStartArray("freeze");
        foreach (var window in windows)
        {
            writer.WriteStartObject();
            writer.WriteString("cron", window.Cron);
            writer.WriteString("duration", Duration.Format(window.Duration));
            writer.WriteString("timeZone", window.TimeZone);
            WriteText(writer, "name", window.Name);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteLimits(Utf8JsonWriter writer, RolloutLimits limits)
    {
        writer.WriteStartObject("limits");
        WriteNumber(writer, "maxErrors", limits.MaxErrors);
        if (limits.MaxErrorBudget is { } share)
        {
            writer.WriteNumber("maxErrorBudget", share);
        }

        WriteNumber(writer, "maxRequestsPerSecond", limits.MaxRequestsPerSecond);
        WriteNumber(writer, "maxUsers", limits.MaxUsers);
        writer.WriteEndObject();
    }

    private static void WriteAnalysis(Utf8JsonWriter writer, AnalysisConfig analysis)
    {
        writer.WriteStartObject("analysis");
        writer.WriteNumber("falseAlarmRate", analysis.FalseAlarmRate);
        WriteTolerance(writer, "errors", analysis.ErrorTolerance);
        WriteTolerance(writer, "latency", analysis.LatencyTolerance);
        if (analysis.ComparisonTolerance is { } share)
        {
            WriteTolerance(writer, "comparison", share);
        }

        writer.WriteNumber("minRequests", analysis.MinRequests);
        if (analysis.Checks.Count > 0)
        {
            CheckJson.WriteList(writer, "checks", analysis.Checks);
        }

        writer.WriteEndObject();
    }

    private static void WriteTolerance(Utf8JsonWriter writer, string name, double? tolerance)
    {
        if (tolerance is not { } value)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteNumber("tolerance", value);
        writer.WriteEndObject();
    }

    private static void WriteDuration(Utf8JsonWriter writer, string name, TimeSpan? duration) =>
        WriteText(writer, name, duration is { } value ? Duration.Format(value) : null);

    private static void WriteText(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, int? number)
    {
        if (number is { } value)
        {
            writer.WriteNumber(name, value);
        }
    }
}
