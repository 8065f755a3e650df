using System.Text.Json;
using Canary.Gateway.Notifications.Sinks;

namespace Canary.Gateway.Admin.Http;

/// <summary>An answer that is one sink; the <c>ETag</c> is its version.</summary>
internal sealed class SinkAnswer(StoredSink sink, bool isNew = false, bool showsSecrets = false) : IResult
{
    /// <summary>Writes a sink as one object.</summary>
    public static void Write(Utf8JsonWriter writer, StoredSink sink, bool showsSecrets)
    {
        writer.WriteStartObject();
        SinkDocument.WriteFields(writer, sink.Config, showsSecrets);
        writer.WriteNumber("version", sink.Version);
        writer.WriteEndObject();
    }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext context)
    {
        context.Response.Headers.ETag = EntityTag.Of(sink.Version);
        if (isNew)
        {
            context.Response.Headers.Location = "/api/v1/sinks/" + sink.Config.Name;
        }

        return JsonAnswer.Written(isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, writer => Write(writer, sink, showsSecrets)).ExecuteAsync(context);
    }
}
