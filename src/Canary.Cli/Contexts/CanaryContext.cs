using Canary.Cli.Running;

namespace Canary.Cli.Contexts;

/// <summary>A gateway that has a name in the context file.</summary>
/// <param name="Name">The name.</param>
/// <param name="Url">Its admin listener.</param>
/// <param name="KeyFile">The file with its key; or null.</param>
/// <param name="Key">The key itself; or null.</param>
/// <param name="CaFile">See <see cref="TlsFiles"/>.</param>
/// <param name="CertificateFile">See <see cref="TlsFiles"/>.</param>
/// <param name="CertificateKeyFile">See <see cref="TlsFiles"/>.</param>
internal sealed record CanaryContext(string Name, string Url, string? KeyFile, string? Key, string? CaFile, string? CertificateFile, string? CertificateKeyFile)
{
    /// <summary>The key, from its file or from here; null: none.</summary>
    public string? ReadKey() =>
        KeyFile is not null ? KeyText.FromFile(KeyFile, TextReader.Null, $"keyFile of the context '{Name}',")
        : Key is not null ? KeyText.Check(Key, $"key of the context '{Name}'")
        : null;

    /// <summary>Where its key is, for people.</summary>
    public string TellKey() => KeyFile is not null ? $"file {KeyFile}" : Key is not null ? "in the context file" : "none";

    /// <summary>The fields that are set, by name.</summary>
    public IEnumerable<(string Name, string Value)> Fields() =>
        new (string Name, string? Value)[] { ("url", Url), ("keyFile", KeyFile), ("key", Key), ("caFile", CaFile), ("certificateFile", CertificateFile), ("certificateKeyFile", CertificateKeyFile) }
            .Where(field => field.Value is not null).Select(field => (field.Name, field.Value!));

    /// <summary>The context that some fields make.</summary>
    public static CanaryContext Of(string name, Func<string, string?> field) => new(
        name, field("url") ?? throw CommandException.Invalid($"The context '{name}' has no url."),
        field("keyFile"), field("key"), field("caFile"), field("certificateFile"), field("certificateKeyFile"));
}
