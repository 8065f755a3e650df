using Canary.Gateway.Addressing;
using Canary.Gateway.Notifications.Sinks;

namespace Canary.Gateway.Import;

/// <summary>Reads a document that declares a sink: the sink's own fields, and what the file says about owning it.</summary>
internal static class SinkImportReader
{
    /// <summary>The sink, or null where something is wrong, which is reported.</summary>
    public static ImportedSink? Read(DocumentAt at, AddressPolicy addresses)
    {
        var before = at.Problems.Count;
        var (allowsApiChanges, takesOver) = OwnershipReader.Read(at);
        var result = SinkDocument.Read(at.Json, name: null, known: null, OwnershipReader.Fields);
        at.Report(result.IsValid ? addresses.CheckCallback("url", result.Value.Url) : result.Errors);
        if (result.Value is { Type: SinkKind.Webhook, Secrets.Count: 0 })
        {
            at.Report("secrets", "must have at least one in a file: one that the gateway made up would be shown to nobody.");
        }

        return at.Problems.Count == before ? new ImportedSink(result.Value! with { Owner = null }, at.Source, allowsApiChanges, takesOver) : null;
    }
}
