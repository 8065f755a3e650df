using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Canary.Core.Services;

namespace Canary.Gateway.Import;

/// <summary>The YAML files of a folder as they were at one moment: <c>*.yaml</c> and <c>*.yml</c>, in the order of their names. Folders in it are not looked into.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Files">Its files; empty where there is a problem.</param>
/// <param name="Problem">Why the folder cannot be read, or null.</param>
/// <param name="Fingerprint">Equal for equal names and contents, whatever the files' times and links: mounted folders are swapped by a link.</param>
internal sealed record FolderContent(string Folder, IReadOnlyList<FolderFile> Files, string? Problem, string Fingerprint)
{
    /// <summary>The most bytes that a file may have.</summary>
    public const int MaxFileBytes = 4 * 1024 * 1024;

    // As many as are kept with what a file owns.
    private const int MaxNameLength = 255;

    /// <summary>Reads the folder. Nothing is thrown: what cannot be read is told as a problem.</summary>
    public static FolderContent Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return Unreadable(folder, $"Canary:Import: the folder '{folder}' does not exist.");
        }

        try
        {
            var paths = Directory.EnumerateFiles(folder).Where(file => Path.GetExtension(file) is ".yaml" or ".yml");
            FolderFile[] files = [.. paths.Order(StringComparer.Ordinal).Select(ReadFile)];
            return new FolderContent(folder, files, null, FingerprintOf(files));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return Unreadable(folder, $"Canary:Import: the folder '{folder}' cannot be read: {problem.Message}");
        }
    }

    // As many as are kept with what a file owns.
    private static FolderContent Unreadable(string folder, string problem) => new(folder, [], problem, problem);

    private static FolderFile ReadFile(string path)
    {
        var name = Path.GetFileName(path);
        if (PlainText.Problem(name, 1, MaxNameLength) is { } problemOfName)
        {
            return new FolderFile(path.Replace(name, Quoted.Bare(name), StringComparison.Ordinal), [], $"its name {problemOfName}");
        }

        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length > MaxFileBytes)
            {
                return new FolderFile(path, [], $"has more than {MaxFileBytes} bytes, which is the most allowed.");
            }

            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return new FolderFile(path, bytes, null);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return new FolderFile(path, [], $"cannot be read: {problem.Message}");
        }
    }

    private static string FingerprintOf(IReadOnlyList<FolderFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var length = new byte[sizeof(int)];
        foreach (var file in files)
        {
            foreach (var part in (byte[][])[Encoding.UTF8.GetBytes(Path.GetFileName(file.Path)), file.Bytes, Encoding.UTF8.GetBytes(file.Problem ?? "")])
            {
                BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
                hash.AppendData(length);
                hash.AppendData(part);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>A file of the folder.</summary>
/// <param name="Path">Where it is, with the folder.</param>
/// <param name="Bytes">What it holds; empty where there is a problem.</param>
/// <param name="Problem">Why it cannot be read, or null.</param>
internal sealed record FolderFile(string Path, byte[] Bytes, string? Problem);
