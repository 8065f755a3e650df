using System.CommandLine;
using Canary.Cli.Contexts;
using Canary.Cli.Output;
using Canary.Cli.Running;
using Canary.Core.Services;

namespace Canary.Cli.Commands;

/// <summary><c>context</c>: names for gateways, with where their keys are.</summary>
internal static class ContextCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "The context's name." };
    private static readonly Option<bool> KeyStdin = new("--key-stdin") { Description = "Read the key from standard input, and keep it in the context file." };
    private static readonly Option<string?> CaFile = new("--ca-file") { Description = "PEM of the authorities that the gateway's certificate may be from.", HelpName = "file" };
    private static readonly Option<string?> CertificateFile = new("--certificate-file") { Description = "PEM of a client certificate.", HelpName = "file" };
    private static readonly Option<string?> CertificateKeyFile = new("--certificate-key-file") { Description = "PEM of its key, where that is in a file of its own.", HelpName = "file" };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new Command("context", "Keeps names for gateways, with their addresses and where their keys are.").With(
        new Command("list", "Lists contexts; * is in force.").Runs(terminal, run => Task.FromResult(List(run))),
        new Command("show", "Shows where calls go, and where that is from.").Runs(terminal, run => Task.FromResult(Show(run))),
        new Command("set", "Makes or changes a context. Its address and key file are those of --url and --key-file; the first one comes into force.") { Name, KeyStdin, CaFile, CertificateFile, CertificateKeyFile }
            .Runs(terminal, run => Task.FromResult(Set(run))),
        new Command("use", "Puts a context into force.") { Name }.Runs(terminal, run => Task.FromResult(Use(run))),
        new Command("delete", "Deletes a context.") { Name }.Runs(terminal, run => Task.FromResult(Delete(run))));

    private static int List(CommandRun run)
    {
        var file = ContextFile.Read();
        var json = JsonText.Element(writer =>
        {
            writer.WriteStartArray();
            foreach (var context in file.Contexts.Values)
            {
                writer.WriteStartObject();
                writer.WriteString("name", context.Name);
                writer.WriteString("url", context.Url);
                writer.WriteString("key", context.TellKey());
                writer.WriteBoolean("current", context.Name == file.Current);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
        return run.Show(json, _ =>
        {
            var table = new Table("", "CONTEXT", "URL", "KEY");
            foreach (var context in file.Contexts.Values)
            {
                table.Add(context.Name == file.Current ? "*" : "", context.Name, context.Url, context.TellKey());
            }

            run.Say(table);
        });
    }

    private static int Show(CommandRun run)
    {
        var settings = ConnectionSettings.Read(run);
        var json = JsonText.Element(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("url", settings.Url.AbsoluteUri);
            writer.WriteString("context", settings.Context);
            writer.WriteBoolean("hasKey", settings.Key is not null);
            writer.WriteString("file", ContextFile.Read().Path);
            writer.WriteEndObject();
        });
        return run.Show(json, _ => new Facts()
            .Add("Gateway", settings.Url.AbsoluteUri)
            .Add("Context", settings.Context ?? "none")
            .Add("Key", settings.Key is null ? "none" : "there is one")
            .Add("File", ContextFile.Read().Path)
            .Show(run));
    }

    private static int Set(CommandRun run)
    {
        var (file, name) = (ContextFile.Read(), run.Get(Name));
        if (PlainText.Problem(name, 1, 100) is { } problem)
        {
            throw CommandException.Invalid($"The context's name {problem}");
        }

        var before = file.Contexts.GetValueOrDefault(name);
        var url = run.Get(GlobalOptions.Url) ?? before?.Url ?? throw CommandException.Invalid($"The context '{name}' is new: --url says where its gateway is.");
        _ = ConnectionSettings.Address(url, "--url");
        var (keyFile, key) = (run.Get(GlobalOptions.KeyFile), run.Get(KeyStdin) ? KeyText.FromFile(KeyText.StandardInput, run.Terminal.In, "") : null);
        if (keyFile is not null && key is not null)
        {
            throw CommandException.Invalid("A key is in a file (--key-file) or kept here (--key-stdin), not both.");
        }

        // A key is for one gateway: another address does not inherit it.
        var kept = before is not null && before.Url == url && keyFile is null && key is null ? before : null;
        var context = new CanaryContext(
            name, url, kept?.KeyFile ?? (keyFile is null ? null : Path.GetFullPath(keyFile)), kept?.Key ?? key,
            FullPath(run.Get(CaFile)) ?? before?.CaFile, FullPath(run.Get(CertificateFile)) ?? before?.CertificateFile, FullPath(run.Get(CertificateKeyFile)) ?? before?.CertificateKeyFile);
        var contexts = new Dictionary<string, CanaryContext>(file.Contexts) { [name] = context };
        (file with { Current = file.Current ?? name, Contexts = contexts }).Write();
        run.Say($"context {name}: {url}, key: {context.TellKey()}");
        return ExitCode.Done;
    }

    private static int Use(CommandRun run)
    {
        var file = ContextFile.Read();
        var context = file.Find(run.Get(Name));
        (file with { Current = context.Name }).Write();
        run.Say($"context {context.Name}: {context.Url} is in force");
        return ExitCode.Done;
    }

    private static int Delete(CommandRun run)
    {
        var file = ContextFile.Read();
        var context = file.Find(run.Get(Name));
        (file with { Current = file.Current == context.Name ? null : file.Current, Contexts = file.Contexts.Where(other => other.Key != context.Name).ToDictionary() }).Write();
        run.Say($"context {context.Name}: deleted");
        return ExitCode.Done;
    }

    private static string? FullPath(string? path) => path is null ? null : Path.GetFullPath(path);
}
