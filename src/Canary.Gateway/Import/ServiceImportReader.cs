using Canary.Core.Services;
using Canary.Gateway.Addressing;

namespace Canary.Gateway.Import;

/// <summary>Reads a document that declares a service: the service's own fields, and what the file says about owning it.</summary>
internal static class ServiceImportReader
{
    /// <summary>The service, or null where something is wrong, which is reported.</summary>
    public static ImportedService? Read(DocumentAt at, AddressPolicy addresses)
    {
        var before = at.Problems.Count;
        var (allowsApiChanges, takesOver) = OwnershipReader.Read(at);
        var result = ServiceDocument.Read(at.Json, expectedName: null, OwnershipReader.Fields);
        at.Report(result.Errors);
        at.Report(result.IsValid ? addresses.Check(result.Value, before: null) : []);
        return at.Problems.Count == before ? new ImportedService(result.Value!, at.Source, allowsApiChanges, takesOver) : null;
    }
}
