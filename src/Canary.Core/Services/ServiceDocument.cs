using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Canary.Core.Services;

/// <summary>Reads and writes services as JSON documents, the one way in and out for the admin API, files and the store alike.</summary>
/// <remarks>
/// First the structure is read and every error in it reported; where it holds, <see cref="ServiceValidator"/> reports every
/// error of meaning. Values of enumerations are their names in camelCase: <c>loadBalancing</c> is one of powerOfTwoChoices,
/// firstAlphabetical, random, roundRobin, leastRequests, weightedRandom; <c>protocol</c> one of auto, http1, http2.
/// </remarks>
public static class ServiceDocument
{
    /// <summary>The most bytes that a document may have.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>The deepest nesting of lists and objects that a document may have.</summary>
    public const int MaxDepth = 32;

    /// <summary>Reads and validates a whole document. Every error is reported, not only the first.</summary>
    /// <param name="utf8Json">A JSON object as in the contract, at most <see cref="MaxBytes"/>; comments and trailing commas are errors.</param>
    /// <param name="expectedName">The name that the service must have, and gets where the document has none; null: the document must say it.</param>
    public static DocumentResult<ServiceConfig> Read(ReadOnlyMemory<byte> utf8Json, string? expectedName = null)
    {
        var errors = new DocumentErrors();
        using var document = Parse(utf8Json, errors);
        return document is null ? DocumentResult<ServiceConfig>.Invalid(errors.ToList()) : Read(document.RootElement, expectedName);
    }

    /// <summary>Reads and validates a parsed document.</summary>
    /// <inheritdoc cref="Read(ReadOnlyMemory{byte}, string?)"/>
    public static DocumentResult<ServiceConfig> Read(JsonElement json, string? expectedName = null) => Read(json, expectedName, []);

    /// <summary>Reads and validates a parsed document that may have further fields, which somebody else reads.</summary>
    internal static DocumentResult<ServiceConfig> Read(JsonElement json, string? expectedName, params ReadOnlySpan<string> besides)
    {
        var errors = new DocumentErrors();
        var service = ServiceReader.Read(new DocumentCursor("", json, errors), expectedName, besides);
        if (errors.None)
        {
            foreach (var failure in ServiceValidator.Instance.Validate(service).Errors)
            {
                errors.Add(failure.PropertyName, failure.ErrorMessage);
            }
        }

        if (errors.None)
        {
            CheckWrittenSize(json, service, errors);
        }

        return errors.None ? DocumentResult<ServiceConfig>.Valid(service) : DocumentResult<ServiceConfig>.Invalid(errors.ToList());
    }

    /// <summary>Changes a service by a JSON merge patch (RFC 7396) and validates the result.</summary>
    /// <param name="service">A valid service.</param>
    /// <param name="patch">
    /// The change to the service's document. Where it has <c>weights</c> and says nothing about <c>rolledBack</c>, the service
    /// is no longer rolled back. An object as <c>sticky</c> replaces the sources. The name cannot change.
    /// </param>
    public static DocumentResult<ServiceConfig> Patch(ServiceConfig service, ReadOnlyMemory<byte> patch)
    {
        var errors = new DocumentErrors();
        using var change = Parse(patch, errors);
        var json = change?.RootElement ?? default;
        new DocumentCursor("", json, errors).CheckTexts();
        if (!errors.None)
        {
            return DocumentResult<ServiceConfig>.Invalid(errors.ToList());
        }

        if (Has(json, "weights", out _))
        {
            service = service with { RolledBack = false };
        }

        if (Has(json, "sticky", out var sticky) && sticky.ValueKind == JsonValueKind.Object)
        {
            // A single source is short for a list of one, which a patch replaces. Merged as objects, both kinds would be left.
            service = service with { Sticky = [] };
        }

        using var target = JsonDocument.Parse(Write(service));
        return Read(MergePatch.Apply(target.RootElement, json), service.Name);
    }

    /// <summary>Writes the document, every field with the value in force, such that reading it gives an equal service.</summary>
    public static byte[] Write(ServiceConfig service) => JsonBytes.Of(writer => WriteFields(writer, service));

    /// <summary>Writes the fields of the document into an object that <paramref name="writer"/> has begun.</summary>
    public static void WriteFields(Utf8JsonWriter writer, ServiceConfig service) => ServiceJson.WriteFields(writer, service);

    /// <summary>Parses within the limits; null where that fails, with the one error that says where.</summary>
    internal static JsonDocument? Parse(ReadOnlyMemory<byte> utf8Json, DocumentErrors errors)
    {
        if (utf8Json.Length > MaxBytes)
        {
            errors.Add("", $"has {utf8Json.Length} bytes; at most {MaxBytes} are allowed.");
            return null;
        }

        if (!Utf8.IsValid(utf8Json.Span))
        {
            errors.Add("", "is not JSON: it has bytes that are not UTF-8.");
            return null;
        }

        try
        {
            return JsonDocument.Parse(utf8Json, new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException problem)
        {
            // The position is told in our own words, counted from 1 as editors do.
            var reason = problem.Message.Split(" LineNumber:")[0];
            errors.Add("", $"is not JSON, at line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}: {Quoted.Bare(reason)}");
            return null;
        }
    }

    private static bool Has(JsonElement json, string name, out JsonElement value)
    {
        value = default;
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out value);
    }

    // A written document has all defaults, so it may be longer than what was read; but it must be readable in its turn.
    private static void CheckWrittenSize(JsonElement json, ServiceConfig service, DocumentErrors errors)
    {
        // It is at most three times as long, from escaped characters beyond the basic plane, so few documents need the test.
        if (JsonMarshal.GetRawUtf8Value(json).Length > MaxBytes / 4 && Write(service).Length is > MaxBytes and var length)
        {
            errors.Add("", $"has {length} bytes once its defaults are written; at most {MaxBytes} are allowed.");
        }
    }
}
