using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Canary.Core.Rollouts;
using Canary.Core.Services;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Notifications;

/// <summary>Writes transitions of rollouts as CloudEvents 1.0 in JSON, the events of the outbox.</summary>
/// <remarks>An event's id is its rollout's and the number of the transition: what is sent twice, or written by two gateways, has one id.</remarks>
/// <param name="source">Where events come from: <c>/canary-gateway/</c> and the store's key prefix, the same for all gateways of a store.</param>
internal sealed class CloudEvents(string source)
{
    /// <summary>What types of events begin with.</summary>
    public const string TypePrefix = "io.canary-gateway.";

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The event of a transition.</summary>
    /// <param name="service">The service's name.</param>
    /// <param name="change">The transition.</param>
    /// <param name="origin">Who caused it, and why.</param>
    public OutboxEvent Of(string service, RolloutChange change, WriteOrigin origin)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            Write(writer, service, change, origin);
        }

        return new OutboxEvent(change.Next.State.Id, Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private void Write(Utf8JsonWriter writer, string service, RolloutChange change, WriteOrigin origin)
    {
        var state = change.Next.State;
        writer.WriteStartObject();
        writer.WriteString("specversion", "1.0");
        writer.WriteString("id", string.Create(CultureInfo.InvariantCulture, $"{state.Id}-{state.Transition}"));
        writer.WriteString("source", source);
        writer.WriteString("type", TypePrefix + change.Event);
        writer.WriteString("subject", service);
        writer.WriteString("time", state.ChangedAt.UtcDateTime);
        writer.WriteString("datacontenttype", "application/json");
        writer.WriteStartObject("data");
        writer.WriteString("service", service);
        writer.WriteString("rollout", state.Id);
        writer.WriteNumber("transition", state.Transition);
        writer.WriteString("variant", change.Next.Plan.Variant);
        writer.WriteString("phase", state.Phase.ToString());
        writer.WriteNumber("step", state.Step + 1);
        writer.WriteNumber("steps", change.Next.Plan.Steps.Count);
        ServiceJson.WriteWeight(writer, "weight", change.Next.CurrentStep?.Weight ?? Weight.Zero);
        writer.WriteString("message", state.Message);
        writer.WriteString("actor", origin.Actor);
        if (origin.Reason is { } reason && reason != state.Message)
        {
            writer.WriteString("reason", reason);
        }

        if (change.Next.Release is { } release)
        {
            writer.WriteString("release", release);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
