using System.Text.Json;
using Canary.Core.Services;

namespace Canary.Core.Rollouts;

/// <summary>Reads and writes what the gateway remembers about a service, as a JSON document beside the service's own; <c>{}</c> where that is nothing.</summary>
public static class ServiceStateDocument
{
    /// <summary>Reads and validates a document. Every error is reported, not only the first.</summary>
    /// <param name="utf8Json">What <see cref="Write"/> wrote, at most <see cref="ServiceDocument.MaxBytes"/>.</param>
    public static DocumentResult<ServiceState> Read(ReadOnlyMemory<byte> utf8Json)
    {
        if (utf8Json.Span.SequenceEqual("{}"u8))
        {
            // As nearly all are; thousands of documents are read at a start.
            return DocumentResult<ServiceState>.Valid(ServiceState.Empty);
        }

        var errors = new DocumentErrors();
        using var document = ServiceDocument.Parse(utf8Json, errors);
        var state = document is null ? ServiceState.Empty : Read(new DocumentCursor("", document.RootElement, errors));
        return errors.None ? DocumentResult<ServiceState>.Valid(state) : DocumentResult<ServiceState>.Invalid(errors.ToList());
    }

    /// <summary>Writes the document, such that reading it gives an equal state.</summary>
    public static byte[] Write(ServiceState state) => state == ServiceState.Empty ? "{}"u8.ToArray() : JsonBytes.Of(writer => WriteFields(writer, state));

    private static ServiceState Read(DocumentCursor at)
    {
        var fields = at.Fields("rollout", "owner");
        return new ServiceState(
            fields.Optional<Rollout?>("rollout", RolloutReader.Read, null),
            fields.Optional<FileOwner?>("owner", ReadOwner, null));
    }

    private static FileOwner ReadOwner(DocumentCursor at)
    {
        var fields = at.Fields("file", "hash", "allowsApiChanges", "rolloutHash", "rolloutId", "weights");
        return new FileOwner(
            fields.Required("file", c => c.Checked(c.Text(), text => PlainText.Problem(text, 1, 255)), ""),
            fields.Required("hash", c => c.Checked(c.Text(), HashProblem), ""),
            fields.Optional("allowsApiChanges", c => c.Flag(), false),
            fields.Optional<string?>("rolloutHash", c => c.Checked(c.Text(), HashProblem), null),
            fields.Optional<string?>("rolloutId", c => c.Checked(c.Text(), RolloutChecks.IdProblem), null),
            fields.Optional<string?>("weights", c => c.Checked(c.Text(), text => PlainText.Problem(text, 0, 4_000)), null));
    }

    private static string? HashProblem(string text) =>
        text.Length is > 0 and <= 128 && text.All(char.IsAsciiHexDigit) ? null : $"must be 1 to 128 hex digits, but is {Quoted.Text(text)}.";

    private static void WriteFields(Utf8JsonWriter writer, ServiceState state)
    {
        if (state.Rollout is { } rollout)
        {
            writer.WriteStartObject("rollout");
            RolloutJson.WriteFields(writer, rollout);
            writer.WriteEndObject();
        }

        if (state.Owner is { } owner)
        {
            writer.WriteStartObject("owner");
            writer.WriteString("file", owner.File);
            writer.WriteString("hash", owner.Hash);
            writer.WriteBoolean("allowsApiChanges", owner.AllowsApiChanges);
            WriteText(writer, "rolloutHash", owner.RolloutHash);
            WriteText(writer, "rolloutId", owner.RolloutId);
            WriteText(writer, "weights", owner.Weights);
            writer.WriteEndObject();
        }
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }
}
