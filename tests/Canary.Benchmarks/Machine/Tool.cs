namespace Canary.Benchmarks.Machine;

/// <summary>A program that must be installed.</summary>
internal static class Tool
{
    private static readonly string[] Folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin", "/sbin"];

    /// <summary>Its path.</summary>
    /// <param name="command">Its name.</param>
    /// <param name="package">Debian's package that has it.</param>
    /// <exception cref="UsageException">It is not there.</exception>
    public static string Find(string command, string package) =>
        Folders.Select(folder => Path.Combine(folder, command)).FirstOrDefault(File.Exists)
        ?? throw new UsageException($"'{command}' is missing: apt-get install {package}");
}
