namespace Canary.Benchmarks.Subjects;

/// <summary>A host beside the one that all other hosts lead to, with a backend of its own.</summary>
/// <param name="Name">The first label of the host, and the service's name.</param>
/// <param name="Port">The backend's port of 127.0.0.1.</param>
internal sealed record ExtraHost(string Name, int Port)
{
    /// <summary>The host.</summary>
    public string Host => $"{Name}.example.com";

    /// <summary>Patterns that <see cref="PatternHeader"/> is compared with, one after the other; none of them is ever found.</summary>
    public IReadOnlyList<string> Patterns { get; init; } = [];

    /// <summary>The header that has the text for <see cref="Patterns"/>.</summary>
    public const string PatternHeader = "X-Hostile";
}
