using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Canary.Gateway.Storage;

/// <summary>The copy on disk of the services that were served last, so that a gateway starts while its store is down.</summary>
/// <remarks>The file <c>last-good.json</c>: one line of JSON, and one line with <c>sha256:</c> and the checksum of the first.</remarks>
internal sealed class LastGoodCopy(string folder)
{
    private const string FileName = "last-good.json";
    private const string ChecksumPrefix = "sha256:";

    public string Folder { get; } = folder;

    private string FilePath => Path.Combine(Folder, FileName);

    /// <summary>Replaces the copy durably (checksum, fsync, rename).</summary>
    /// <exception cref="IOException">The folder can't be written to; the old copy stays.</exception>
    /// <exception cref="UnauthorizedAccessException">As before.</exception>
    public Task SaveAsync(StoreChanges everything, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Folder);
        var json = JsonSerializer.SerializeToUtf8Bytes(everything);
        return DurableFile.ReplaceAsync(FilePath, Encoding.UTF8.GetBytes($"{Encoding.UTF8.GetString(json)}\n{ChecksumPrefix}{Checksum(json)}\n"), cancellation);
    }

    /// <summary>The copy, or null where there is none or it is damaged (then <paramref name="problem"/> says how).</summary>
    public StoreChanges? Load(out string? problem)
    {
        problem = null;
        try
        {
            if (!Directory.Exists(Folder))
            {
                return null;
            }

            DurableFile.RemoveLeftovers(FilePath);
            return File.Exists(FilePath) ? Parse(File.ReadAllBytes(FilePath), out problem) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"'{FilePath}' can't be read: {e.Message}";
            return null;
        }
    }

    private StoreChanges? Parse(byte[] content, out string? problem)
    {
        var end = content.AsSpan().IndexOf((byte)'\n');
        var json = content.AsSpan(0, Math.Max(end, 0));
        var expected = Encoding.ASCII.GetBytes($"{ChecksumPrefix}{Checksum(json)}\n");
        if (end < 0 || !content.AsSpan(end + 1).SequenceEqual(expected))
        {
            problem = $"'{FilePath}' is damaged: its checksum does not match its content";
            return null;
        }

        try
        {
            var copy = JsonSerializer.Deserialize<StoreChanges>(json);
            problem = copy is null ? $"'{FilePath}' holds no services" : null;
            return copy;
        }
        catch (JsonException e)
        {
            problem = $"'{FilePath}' was written by another version: {e.Message}";
            return null;
        }
    }

    private static string Checksum(ReadOnlySpan<byte> json) => Convert.ToHexStringLower(SHA256.HashData(json));
}
