namespace Canary.Cli.Contexts;

/// <summary>Files that hold secrets: their owner alone can read them, from the moment on at which they are there.</summary>
internal static class PrivateFile
{
    /// <summary>Creates a file, in place of one that is there.</summary>
    public static FileStream Create(string path)
    {
        // The mode counts for a new file only.
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}
