using System.Security.Cryptography;

namespace Canary.Gateway.Storage.Backups;

/// <summary>Writes a backup, record by record, and at its end that it is whole.</summary>
internal static class BackupWriter
{
    private static readonly byte[] LineFeed = "\n"u8.ToArray();

    /// <summary>Writes all records, and the end. Where reading them fails the file has no end, by which a restore knows it.</summary>
    public static async Task WriteAsync(IAsyncEnumerable<BackupRecord> records, Stream output, CancellationToken cancellation)
    {
        using var checksum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffered = new BufferedStream(output, 64 * 1024);
        var lines = 0L;
        await foreach (var record in records.WithCancellation(cancellation))
        {
            var line = BackupFormat.Write(record);
            checksum.AppendData(line);
            checksum.AppendData(LineFeed);
            await WriteLineAsync(buffered, line, cancellation);
            lines++;
        }

        await WriteLineAsync(buffered, BackupFormat.Write(new BackupEnd(lines, Convert.ToHexStringLower(checksum.GetHashAndReset()))), cancellation);
        await buffered.FlushAsync(cancellation);
    }

    private static async Task WriteLineAsync(BufferedStream output, byte[] line, CancellationToken cancellation)
    {
        await output.WriteAsync(line, cancellation);
        await output.WriteAsync(LineFeed, cancellation);
    }
}
