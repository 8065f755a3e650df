namespace Canary.Gateway.Console;

/// <summary>The console's files, which are parts of the program: nothing is read from disk, so nothing beside them can be asked for.</summary>
internal sealed class ConsoleAssets
{
    /// <summary>The page that loads the others.</summary>
    public const string Page = "index.html";

    private const string Prefix = "Canary.Gateway.Console.Assets/";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".json"] = "application/json; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".woff2"] = "font/woff2",
        [".txt"] = "text/plain; charset=utf-8",
        [".md"] = "text/plain; charset=utf-8",
        [""] = "text/plain; charset=utf-8",
    };

    private readonly Dictionary<string, ConsoleAsset> _byPath;

    private ConsoleAssets(Dictionary<string, ConsoleAsset> byPath) => _byPath = byPath;

    /// <summary>Paths as <c>views/services.js</c>, in no order.</summary>
    public IReadOnlyCollection<string> Paths => _byPath.Keys;

    /// <summary>Reads them from the assembly.</summary>
    /// <exception cref="InvalidOperationException">A file is of a type that is not known.</exception>
    public static ConsoleAssets Read()
    {
        var assembly = typeof(ConsoleAssets).Assembly;
        var names = assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal));
        return new(names.ToDictionary(
            name => name[Prefix.Length..],
            name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                var content = new byte[stream.Length];
                stream.ReadExactly(content);
                return new ConsoleAsset(TypeOf(name[Prefix.Length..]), content);
            },
            StringComparer.Ordinal));
    }

    /// <summary>The file of a path, letter by letter; null where there is none.</summary>
    public ConsoleAsset? Find(string path) => _byPath.GetValueOrDefault(path);

    private static string TypeOf(string path) => Types.TryGetValue(Path.GetExtension(path), out var type)
        ? type
        : throw new InvalidOperationException($"The console's file '{path}' is of no known type; known are: {string.Join(' ', Types.Keys)}.");
}
