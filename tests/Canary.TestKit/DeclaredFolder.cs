namespace Canary.TestKit;

/// <summary>A temporary folder of YAML files for <c>Canary:Import</c>.</summary>
public sealed class DeclaredFolder : IDisposable
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("canary-declared-").FullName;

    /// <summary>A service with the variants <c>stable</c> and <c>canary</c>, whose backends nobody asks.</summary>
    /// <param name="name">Its name, and its path.</param>
    /// <param name="canary">The canary's weight.</param>
    /// <param name="fields">Further lines.</param>
    public static string Service(string name, int canary, string fields = "") => $$"""
        name: {{name}}
        match: { path: /{{name}} }
        variants:
          stable: { destinations: [http://127.0.0.1:9] }
          canary: { destinations: [http://127.0.0.1:9] }
        weights: { stable: {{100 - canary}}, canary: {{canary}} }
        {{fields}}

        """;

    /// <summary>A rollout that waits in its first step until somebody promotes it.</summary>
    /// <param name="service">The service.</param>
    /// <param name="weight">The weight of the first step.</param>
    /// <param name="run">What tells this run from others.</param>
    public static string Rollout(string service, int weight, string run = "1") => $$"""
        kind: Rollout
        service: {{service}}
        run: "{{run}}"
        variant: canary
        steps: [{ weight: {{weight}}, gate: manual }, { weight: 100 }]

        """;

    /// <summary>Writes a file in one step, as careful programs do.</summary>
    public void Write(string file, string text)
    {
        var beside = System.IO.Path.Combine(Path, file + ".new");
        File.WriteAllText(beside, text);
        File.Move(beside, System.IO.Path.Combine(Path, file), overwrite: true);
    }

    /// <summary>Deletes a file.</summary>
    public void Delete(string file) => File.Delete(System.IO.Path.Combine(Path, file));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
