using System.Runtime.InteropServices;

namespace Canary.Gateway.Storage;

/// <summary>Replaces files such that after a crash at any moment either the old or the new content is there, whole.</summary>
internal static class DurableFile
{
    private const string TemporaryExtension = ".tmp";

    /// <summary>Writes beside the file, syncs, renames over it, and syncs the folder.</summary>
    /// <exception cref="IOException">The disk is full, or the like; the old content stays.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static async Task ReplaceAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}{TemporaryExtension}";
        try
        {
            var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            await using (stream.ConfigureAwait(false))
            {
                await stream.WriteAsync(content, cancellation).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Removes what a crash during <see cref="ReplaceAsync"/> left behind.</summary>
    public static void RemoveLeftovers(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        foreach (var leftover in Directory.EnumerateFiles(folder, $"{Path.GetFileName(path)}.*{TemporaryExtension}"))
        {
            File.Delete(leftover);
        }
    }

    // A rename is durable only once its folder is synced. .NET opens no folders, so this asks the C library; Windows
    // has no such call, and needs none on NTFS. A file system that can't sync folders says so, and is taken at its word.
    private static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const int ReadOnly = 0;
        var descriptor = open(folder, ReadOnly);
        if (descriptor >= 0)
        {
            _ = fsync(descriptor);
            _ = close(descriptor);
        }
    }

#pragma warning disable CA5392, SYSLIB1054, IDE1006 // The C library is found by the system, under its own names; generated marshalling would need unsafe code.
    [DllImport("libc")]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc")]
    private static extern int fsync(int descriptor);

    [DllImport("libc")]
    private static extern int close(int descriptor);
#pragma warning restore CA5392, SYSLIB1054, IDE1006
}
