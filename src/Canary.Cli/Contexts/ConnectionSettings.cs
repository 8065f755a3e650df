using Canary.Cli.Running;

namespace Canary.Cli.Contexts;

/// <summary>Which gateway is called, and by what credentials: command line, then environment, then the context in force, then a gateway on this machine.</summary>
/// <param name="Url">The admin listener, with <c>/</c> at the end.</param>
/// <param name="Key">The API key or token; null: none.</param>
/// <param name="Tls">Files for TLS.</param>
/// <param name="Context">The context that the address is from, or null.</param>
internal sealed record ConnectionSettings(Uri Url, string? Key, TlsFiles Tls, string? Context)
{
    /// <summary>Where a gateway listens where nothing else is said.</summary>
    public const string DefaultUrl = "http://127.0.0.1:8081";

    /// <summary>Reads them.</summary>
    /// <exception cref="CommandException">Something of it can't be used.</exception>
    public static ConnectionSettings Read(CommandRun run)
    {
        var url = run.Get(GlobalOptions.Url);
        var named = run.Get(GlobalOptions.Context);
        var keyFile = run.Get(GlobalOptions.KeyFile);
        if (url is null && named is null)
        {
            url = Variable("CANARY_URL");
        }

        var context = url is null ? FindContext(named ?? Variable("CANARY_CONTEXT")) : null;

        // A context's key goes to that context's gateway and to no other.
        var key = keyFile is not null ? KeyText.FromFile(keyFile, run.Terminal.In, "--key-file")
            : named is not null && context!.ReadKey() is { } own ? own
            : Variable("CANARY_KEY") is { } given ? KeyText.Check(given, "CANARY_KEY")
            : Variable("CANARY_KEY_FILE") is { } file ? KeyText.FromFile(file, run.Terminal.In, "CANARY_KEY_FILE")
            : context?.ReadKey();
        return new ConnectionSettings(
            Address(url ?? context?.Url ?? DefaultUrl, url is null ? "the context's url" : run.Get(GlobalOptions.Url) is null ? "CANARY_URL" : "--url"),
            key,
            new TlsFiles(Variable("CANARY_CA_FILE") ?? context?.CaFile, Variable("CANARY_CERTIFICATE_FILE") ?? context?.CertificateFile, Variable("CANARY_CERTIFICATE_KEY_FILE") ?? context?.CertificateKeyFile),
            context?.Name);
    }

    /// <summary>The address that a text names, with <c>/</c> at the end.</summary>
    public static Uri Address(string text, string source) =>
        Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0
            ? url
            : throw CommandException.Invalid($"{source} must be an address as {DefaultUrl} or https://canary.example.com, but is '{text}'.");

    private static CanaryContext? FindContext(string? name)
    {
        var file = ContextFile.Read();
        return (name ?? file.Current) is { } wanted ? file.Find(wanted) : null;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
