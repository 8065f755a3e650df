using System.Security.Cryptography;
using System.Text.Json;
using Canary.Core.Services;

namespace Canary.Gateway.Storage.Backups;

/// <summary>Reads a backup, and refuses what is damaged, cut short, somebody else's or of a newer version.</summary>
internal static class BackupReader
{
    /// <summary>The records before the end, one after the other. What comes has been read without error; that the file is whole is known only after the last.</summary>
    /// <param name="input">The file, from its beginning.</param>
    /// <exception cref="BackupException">It is not a whole backup.</exception>
    public static IEnumerable<BackupRecord> Read(Stream input)
    {
        using var checksum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var count = 0L;
        var ended = false;
        foreach (var line in Lines(input))
        {
            if (ended)
            {
                throw new BackupException($"Line {count + 2}: something follows the end of the backup.");
            }

            if (count == 0)
            {
                CheckHead(line);
            }

            var record = ReadLine(line, count + 1);
            if (record is BackupEnd end)
            {
                CheckEnd(end, count, Convert.ToHexStringLower(checksum.GetHashAndReset()));
                ended = true;
                continue;
            }

            checksum.AppendData(line.Span);
            checksum.AppendData("\n"u8);
            count++;
            yield return record;
        }

        if (!ended)
        {
            throw new BackupException(count == 0 ? "The file is empty." : $"The backup is cut short: it ends after line {count} without its last line.");
        }
    }

    private static void CheckHead(ReadOnlyMemory<byte> line)
    {
        var version = BackupFormat.VersionOf(line) ?? throw new BackupException("This is not a backup of the gateway: its first line does not say so.");
        if (version is < 1 or > BackupHead.CurrentVersion)
        {
            throw new BackupException($"The backup is of version {version}; this gateway knows versions 1 to {BackupHead.CurrentVersion}. Restore it with the version of the gateway that wrote it, or a newer one.");
        }
    }

    private static void CheckEnd(BackupEnd end, long lines, string checksum)
    {
        if (end.Lines != lines || end.Sha256 != checksum)
        {
            throw new BackupException($"The backup is damaged: its last line tells of {end.Lines} lines with the checksum {Start(end.Sha256)}, it has {lines} with {Start(checksum)}.");
        }
    }

    private static BackupRecord ReadLine(ReadOnlyMemory<byte> line, long number)
    {
        BackupRecord record;
        try
        {
            record = BackupFormat.Read(line.Span);
        }
        catch (JsonException e)
        {
            throw new BackupException($"Line {number} is damaged{(e.Path is { Length: > 2 } path ? $" at {Quoted.Text(path[2..])}" : "")}: {ReasonOf(e)}.", e);
        }

        return record is BackupHead == (number == 1) ? record : throw new BackupException($"Line {number} is not what a backup has there.");
    }

    // The serializer names its own types, which tell an operator nothing.
    private static string ReasonOf(JsonException e) => e.Message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal)
        ? "its value is of another type than it should be"
        : Quoted.Within(e.Message.Split(" Path:")[0].Replace(typeof(BackupRecord).Namespace + ".", "", StringComparison.Ordinal).TrimEnd('.'), 200);

    private static IEnumerable<ReadOnlyMemory<byte>> Lines(Stream input)
    {
        var buffer = new byte[64 * 1024];
        var (from, to) = (0, 0);
        for (var number = 1L; ;)
        {
            var feed = buffer.AsSpan(from, to - from).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                yield return buffer.AsMemory(from, feed);
                (from, number) = (from + feed + 1, number + 1);
                continue;
            }

            buffer.AsSpan(from, to - from).CopyTo(buffer);
            (from, to) = (0, to - from);
            if (to == buffer.Length)
            {
                if (to >= BackupFormat.MaxLineBytes)
                {
                    throw new BackupException($"Line {number} has more than {BackupFormat.MaxLineBytes} bytes: {(number == 1 ? "this is not a backup of the gateway" : "the backup is damaged")}.");
                }

                Array.Resize(ref buffer, to * 2);
            }

            var read = input.Read(buffer, to, buffer.Length - to);
            if (read == 0)
            {
                if (to > 0)
                {
                    throw new BackupException($"The backup is cut short: it ends in the middle of line {number}.");
                }

                yield break;
            }

            to += read;
        }
    }

    private static string Start(string text) => text.Length <= 12 ? $"'{text}'" : $"'{text[..12]}…'";
}
