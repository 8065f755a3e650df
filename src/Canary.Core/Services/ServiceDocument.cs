using System.Text.Json;

namespace Canary.Core.Services;

/// <summary>Reads and writes services as JSON documents, the one way in and out for the admin API, files and the store alike.</summary>
public static class ServiceDocument
{
    /// <summary>Reads and validates a whole document. Every error is reported, not only the first.</summary>
    /// <param name="utf8Json">A JSON object as in the contract; comments and trailing commas are errors.</param>
    public static DocumentResult<ServiceConfig> Read(ReadOnlyMemory<byte> utf8Json) => throw new NotImplementedException();

    /// <summary>Reads and validates a parsed document.</summary>
    public static DocumentResult<ServiceConfig> Read(JsonElement json) => throw new NotImplementedException();

    /// <summary>Writes the document, every field with the value in force, such that <see cref="Read(ReadOnlyMemory{byte})"/> gives an equal service.</summary>
    public static byte[] Write(ServiceConfig service) => throw new NotImplementedException();

    /// <summary>Writes the fields of the document into an object that <paramref name="writer"/> has begun.</summary>
    public static void WriteFields(Utf8JsonWriter writer, ServiceConfig service) => throw new NotImplementedException();
}
