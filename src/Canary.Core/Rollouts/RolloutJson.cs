using System.Text.Json;
using Canary.Core.Services;

namespace Canary.Core.Rollouts;

/// <summary>Writes a rollout as it stands in answers of the API, in events and in the store alike.</summary>
public static class RolloutJson
{
    /// <summary>Writes all fields into an object that <paramref name="writer"/> has begun; what is not set is left out.</summary>
    public static void WriteFields(Utf8JsonWriter writer, Rollout rollout)
    {
        var (plan, state) = (rollout.Plan, rollout.State);
        writer.WriteString("id", state.Id);
        writer.WriteString("variant", plan.Variant);
        writer.WriteString("phase", state.Phase.ToString());
        writer.WriteStartObject("step");
        writer.WriteNumber("number", state.Step + 1);
        writer.WriteNumber("of", plan.Steps.Count);
        ServiceJson.WriteWeight(writer, "weight", rollout.CurrentStep?.Weight ?? Weight.Zero);
        writer.WriteEndObject();
        WriteTime(writer, "since", state.StepSince);
        WriteTime(writer, "startedAt", state.StartedAt);
        WriteTime(writer, "changedAt", state.ChangedAt);
        if (state.PausedAt is { } pausedAt)
        {
            WriteTime(writer, "pausedAt", pausedAt);
        }

        if (state.ReservedUntil is { } reservedUntil)
        {
            WriteTime(writer, "reservedUntil", reservedUntil);
        }

        writer.WriteNumber("transition", state.Transition);
        writer.WriteString("message", state.Message);
        WriteJudgement(writer, state);
        writer.WriteBoolean("isWaiting", state.IsWaiting);
        writer.WriteBoolean("isReturning", state.IsReturning);
        if (state.Failure is { } failure)
        {
            writer.WriteString("failure", failure);
        }

        if (rollout.Release is { } release)
        {
            writer.WriteString("release", release);
        }

        writer.WriteStartObject("weightsBefore");
        foreach (var (name, weight) in state.WeightsBefore)
        {
            ServiceJson.WriteWeight(writer, name, weight);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("plan");
        RolloutPlanJson.WriteFields(writer, plan);
        writer.WriteEndObject();
    }

    private static void WriteJudgement(Utf8JsonWriter writer, RolloutState state)
    {
        if (state.Approval is { } approval)
        {
            writer.WriteStartObject("approval");
            writer.WriteString("by", approval.By);
            WriteTime(writer, "at", approval.At);
            if (approval.Note is { } note)
            {
                writer.WriteString("note", note);
            }

            writer.WriteEndObject();
        }

        if (state.Verdict is { } verdict)
        {
            writer.WriteStartObject("verdict");
            writer.WriteString("kind", verdict.Kind.ToString());
            writer.WriteString("message", verdict.Message);
            writer.WriteEndObject();
        }
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, DateTimeOffset time) => writer.WriteString(name, time.UtcDateTime);
}
