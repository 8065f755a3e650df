using System.Buffers;
using Canary.Core.Services;
using Microsoft.Net.Http.Headers;

namespace Canary.Gateway.Admin.Http;

/// <summary>Reads bodies: the type is checked, the size is bounded by the listener.</summary>
internal static class JsonBody
{
    /// <summary>The largest body, in bytes.</summary>
    public const long MaxBytes = 1024 * 1024;

    private static readonly string[] JsonTypes = ["application/json"];
    public static readonly string[] PatchTypes = ["application/merge-patch+json", "application/json"];

    /// <summary>The body of a call that takes a JSON document.</summary>
    public static Task<(ReadOnlyMemory<byte> Bytes, Problem? Problem)> ReadAsync(HttpContext context) => ReadAsync(context, JsonTypes);

    /// <summary>The body of a call that takes a JSON merge patch.</summary>
    public static Task<(ReadOnlyMemory<byte> Bytes, Problem? Problem)> ReadPatchAsync(HttpContext context) => ReadAsync(context, PatchTypes);

    /// <summary>The body of a call that takes a small object, read in the way of service documents: every error is reported.</summary>
    /// <param name="context">The request.</param>
    /// <param name="read">Reads the object; what is wrong goes to the cursor's errors.</param>
    public static async Task<(T? Value, Problem? Problem)> ReadAsync<T>(HttpContext context, Func<DocumentCursor, T> read)
    {
        var (body, problem) = await ReadAsync(context);
        if (problem is not null)
        {
            return (default, problem);
        }

        var errors = new DocumentErrors();
        using var json = ServiceDocument.Parse(body, errors);
        var value = json is null ? default : read(new DocumentCursor("", json.RootElement, errors));
        return errors.None ? (value, null) : (default, Problems.InvalidBody(errors.ToList()));
    }

    /// <summary>Whether the request has a body that is not empty.</summary>
    public static bool IsGiven(HttpRequest request) =>
        request.ContentLength > 0 || (request.ContentLength is null && request.Headers.TransferEncoding.Count > 0);

    private static async Task<(ReadOnlyMemory<byte> Bytes, Problem? Problem)> ReadAsync(HttpContext context, string[] types)
    {
        if (CheckType(context.Request, types) is { } problem)
        {
            if (types == PatchTypes)
            {
                context.Response.Headers["Accept-Patch"] = string.Join(", ", types);
            }

            return (default, problem);
        }

        var buffer = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await context.Request.Body.ReadAsync(buffer.GetMemory(4096), context.RequestAborted);
            if (read == 0)
            {
                break;
            }

            buffer.Advance(read);
        }

        return buffer.WrittenCount > 0
            ? (buffer.WrittenMemory, null)
            : (default, Problems.InvalidBody([new DocumentError("", "is empty; it must be a JSON object.")]));
    }

    /// <summary>What is wrong with the type of a body; null where it is one of those allowed, and not compressed.</summary>
    public static Problem? CheckType(HttpRequest request, string[] types)
    {
        var allowed = string.Join(" or ", types) + " in UTF-8, not compressed";
        if (request.Headers.ContentEncoding.Count > 0 && request.Headers.ContentEncoding != "identity")
        {
            return Problems.UnsupportedMediaType($"compressed ('{request.Headers.ContentEncoding}')", allowed);
        }

        return MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && types.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || type.Charset.Value!.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            ? null
            : Problems.UnsupportedMediaType(request.ContentType is { Length: > 0 } given ? $"'{given}'" : "of no type (there is no Content-Type)", allowed);
    }
}
