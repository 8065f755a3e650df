using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Canary.Core.Services;

namespace Canary.Gateway.Storage.Backups;

/// <summary>The form of a backup file: JSON, one record a line, each ended by a line feed.</summary>
internal static class BackupFormat
{
    /// <summary>The media type of a backup.</summary>
    public const string MediaType = "application/x-ndjson";

    /// <summary>The most bytes of a line: twice what a document and a state with every character escaped may have.</summary>
    public const int MaxLineBytes = 8 * 1024 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>A record as a line, without its end.</summary>
    public static byte[] Write(BackupRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, Json);

    /// <summary>The record of a line.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static BackupRecord Read(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize<BackupRecord>(line, Json) ?? throw new JsonException("it is null");
        }
        catch (NotSupportedException e)
        {
            // Of a line that does not say its kind.
            throw new JsonException("it does not say of which kind it is", e);
        }
    }

    /// <summary>The version in the first line of a backup; null where it is no backup's.</summary>
    public static long? VersionOf(ReadOnlyMemory<byte> firstLine)
    {
        try
        {
            using var head = JsonDocument.Parse(firstLine);
            return head.RootElement.TryFind("kind", out var kind) && kind.ValueKind == JsonValueKind.String && kind.ValueEquals(BackupHead.Kind)
                && head.RootElement.TryFind("version", out var version) && version.ValueKind == JsonValueKind.Number && version.TryGetInt64(out var number)
                ? number
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
