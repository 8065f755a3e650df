using System.Text.Json;
using Canary.Core.Services;

namespace Canary.Gateway.Admin.Http;

/// <summary>An answer that says what went wrong, as RFC 9457 has it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">A stable word that programs can go by, as <c>revision-mismatch</c>.</param>
/// <param name="Title">What kind of problem it is; the same for every problem of this code.</param>
/// <param name="Detail">What happened here, in a sentence or two.</param>
internal sealed record Problem(int Status, string Code, string Title, string Detail) : IResult
{
    /// <summary>What is wrong with the body or the parameters, empty where it is something else.</summary>
    public IReadOnlyList<DocumentError> Errors { get; init; } = [];

    /// <summary>The revision that the service has now, where the caller expected another one.</summary>
    public long? CurrentRevision { get; init; }

    /// <summary>Where to look in the log, for what the caller can't know about.</summary>
    public string? TraceId { get; init; }

    /// <summary>Whether the audit is told, where the call would have changed something. Default true.</summary>
    public bool IsAudited { get; init; } = true;

    /// <summary>Whether somebody tried what is not theirs: the audit is told also where nothing would have changed. Default false.</summary>
    public bool IsAttempt { get; init; }

    /// <summary>The problem that was answered to a request, or null.</summary>
    public static Problem? Of(HttpContext context) => context.Features.Get<Problem>();

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext context)
    {
        context.Features.Set(this);
        if (CurrentRevision is { } revision)
        {
            context.Response.Headers.ETag = EntityTag.Of(revision);
        }

        return JsonAnswer.WriteAsync(context, Status, "application/problem+json", writer => Write(writer, context.Request.Path));
    }

    private void Write(Utf8JsonWriter writer, string instance)
    {
        writer.WriteStartObject();
        writer.WriteString("type", $"urn:canary:problem:{Code}");
        writer.WriteString("title", Title);
        writer.WriteNumber("status", Status);
        writer.WriteString("detail", Detail);
        writer.WriteString("instance", instance);
        writer.WriteString("code", Code);
        if (CurrentRevision is { } revision)
        {
            writer.WriteNumber("currentRevision", revision);
        }

        if (TraceId is not null)
        {
            writer.WriteString("traceId", TraceId);
        }

        if (Errors.Count > 0)
        {
            WriteErrors(writer);
        }

        writer.WriteEndObject();
    }

    private void WriteErrors(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("errors");
        foreach (var field in Errors.GroupBy(error => error.Path, StringComparer.Ordinal))
        {
            writer.WriteStartArray(field.Key);
            foreach (var error in field)
            {
                writer.WriteStringValue(error.Message);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
