using System.Text.Json;
using Canary.Core.Services;

namespace Canary.Gateway.Import;

/// <summary>Reads a document that declares a service: the service's own fields, and what the file says about owning it.</summary>
internal static class ServiceImportReader
{
    private static readonly string[] FileFields = ["kind", "apiChanges", "takeOver"];

    /// <summary>The service, or null where something is wrong, which is reported.</summary>
    public static ImportedService? Read(DocumentAt at)
    {
        var before = at.Problems.Count;
        var errors = new DocumentErrors();
        var (apiChanges, takesOver) = at.Json.ValueKind == JsonValueKind.Object ? ReadOwnership(at.Json, errors) : default;
        at.Report(errors.ToList());
        var result = ServiceDocument.Read(at.Json, expectedName: null, FileFields);
        at.Report(result.Errors);
        return at.Problems.Count == before ? new ImportedService(result.Value!, at.Source, apiChanges == ApiChanges.Allowed, takesOver) : null;
    }

    private static (ApiChanges ApiChanges, bool TakesOver) ReadOwnership(JsonElement json, DocumentErrors errors) => (
        json.TryGetProperty("apiChanges", out var changes) ? new DocumentCursor("apiChanges", changes, errors).Choice<ApiChanges>() : ApiChanges.Refused,
        json.TryGetProperty("takeOver", out var takeOver) && new DocumentCursor("takeOver", takeOver, errors).Flag());

    private enum ApiChanges
    {
        Refused,
        Allowed,
    }
}
