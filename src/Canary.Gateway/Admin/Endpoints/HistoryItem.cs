using System.Text.Json;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Admin.Endpoints;

/// <summary>A page of a service's history, newest first.</summary>
internal sealed record HistoryPage(IReadOnlyList<HistoryItem> Items, string? NextPageToken);

/// <summary>An accepted version of a service, without its document.</summary>
internal sealed record HistoryItem(long Revision, DateTime At, string Actor, string? Remote, string Action, string? Reason, bool Deleted)
{
    /// <summary>The item of an entry.</summary>
    public static HistoryItem Of(HistoryEntry entry) => new(
        entry.Revision, entry.At.UtcDateTime, entry.Origin.Actor, entry.Origin.Remote, entry.Origin.Action, entry.Origin.Reason, entry.Document is null);

    /// <summary>Writes the fields into an object that <paramref name="writer"/> has begun.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteNumber("revision", Revision);
        writer.WriteString("at", At);
        writer.WriteString("actor", Actor);
        WriteOptional(writer, "remote", Remote);
        writer.WriteString("action", Action);
        WriteOptional(writer, "reason", Reason);
        writer.WriteBoolean("deleted", Deleted);
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
