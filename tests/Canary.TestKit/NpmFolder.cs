namespace Canary.TestKit;

/// <summary>A folder of the repository with a program for Node.js, whose packages are installed as its lock file says.</summary>
public static class NpmFolder
{
    private static readonly SemaphoreSlim OneAtATime = new(1);

    /// <summary>Installs the packages where they are missing.</summary>
    /// <param name="parts">The folder's path below the repository's root.</param>
    /// <returns>The folder.</returns>
    /// <exception cref="InvalidOperationException">npm failed; the message has what it wrote.</exception>
    public static async Task<string> InstallAsync(params string[] parts)
    {
        var folder = Repository.PathOf(parts);
        await OneAtATime.WaitAsync();
        try
        {
            if (!Directory.Exists(Path.Combine(folder, "node_modules")))
            {
                var (code, text) = await ChildProcess.RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], folder: folder, within: TimeSpan.FromMinutes(5));
                if (code != 0)
                {
                    throw new InvalidOperationException($"npm ci in {folder} failed with {code}:\n{text}");
                }
            }

            return folder;
        }
        finally
        {
            OneAtATime.Release();
        }
    }
}
