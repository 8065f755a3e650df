using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Canary.Gateway.Admin.Http;

/// <summary>Writes JSON answers, all in one way: camelCase, absent instead of null, readable text (the content type keeps browsers from taking it for HTML).</summary>
internal static class JsonAnswer
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The media type of an answer.</summary>
    public const string Type = "application/json; charset=utf-8";

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = Options.Encoder };

    /// <summary>An answer that has the properties of <paramref name="value"/>.</summary>
    public static IResult Ok<T>(T value) => Answer(StatusCodes.Status200OK, value);

    /// <summary>The same with another status.</summary>
    public static IResult Answer<T>(int status, T value) => Written(status, writer => JsonSerializer.Serialize(writer, value, Options));

    /// <summary>An answer that <paramref name="write"/> writes as one JSON value.</summary>
    public static IResult Written(int status, Action<Utf8JsonWriter> write) => new Result(status, write);

    /// <summary>The UTF-8 JSON of a value, in one line.</summary>
    public static byte[] Line<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>Sends what <paramref name="write"/> writes. It is complete before the first byte leaves, so that a fault in it still gives a clean 500.</summary>
    public static async Task WriteAsync(HttpContext context, int status, string contentType, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Write(buffer, write);
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = buffer.WrittenCount;
        await context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }

    /// <summary>Writes one JSON value in the way of all answers.</summary>
    public static void Write(IBufferWriter<byte> to, Action<Utf8JsonWriter> write)
    {
        using var writer = new Utf8JsonWriter(to, WriterOptions);
        write(writer);
    }

    private sealed record Result(int Status, Action<Utf8JsonWriter> Write) : IResult
    {
        public Task ExecuteAsync(HttpContext context) => WriteAsync(context, Status, Type, Write);
    }
}
