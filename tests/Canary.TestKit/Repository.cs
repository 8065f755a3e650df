namespace Canary.TestKit;

/// <summary>Where the sources are, and what was built from them together with the running tests.</summary>
public static class Repository
{
    private const string SolutionFile = "Canary.Gateway.sln";

    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The built gateway, of the same configuration (Release, Debug) as the running tests.</summary>
    public static string GatewayProgram { get; } = FindProgram("src", "Canary.Gateway");

    /// <summary>The built canaryctl, likewise.</summary>
    public static string CliProgram { get; } = FindProgram("src", "Canary.Cli", "canaryctl");

    /// <summary>The built benchmarks, likewise.</summary>
    public static string BenchmarksProgram { get; } = FindProgram("tests", "Canary.Benchmarks");

    /// <summary>A file or folder of the repository.</summary>
    /// <param name="parts">Its path below <see cref="Root"/>.</param>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, SolutionFile)))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} has {SolutionFile}.");
    }

    private static string FindProgram(string folder, string project, string? program = null)
    {
        // The tests are at tests/<project>/bin/<configuration>/<framework>.
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        return PathOf(folder, project, "bin", framework.Parent!.Name, framework.Name, $"{program ?? project}.dll");
    }
}
