using System.CommandLine;
using System.Text.Json;
using Canary.Cli.Convert.Ingress;
using Canary.Cli.Convert.Nginx;
using Canary.Cli.Documents;
using Canary.Cli.Output;
using Canary.Cli.Running;

namespace Canary.Cli.Convert;

/// <summary><c>convert</c>: makes services of nginx's <c>split_clients</c> or of the canary annotations of ingress-nginx. No gateway is called.</summary>
internal static class ConvertCommand
{
    private static readonly Argument<string?> Positional = new("file") { Description = "The source; - for standard input.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string?> FileOption = new("--filename", "-f") { Description = "The same as the argument.", HelpName = "file" };
    private static readonly Option<string?> From = new("--from") { Description = "nginx or ingress-nginx; by the content where it is left out.", HelpName = "nginx|ingress-nginx" };
    private static readonly Option<bool> Discovery = new("--discovery") { Description = "Of ingress-nginx: have the gateway find the pods in Kubernetes, instead of calling the services' names." };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        From.CompletionSources.Add("nginx", "ingress-nginx");
        return new Command("convert", "Makes services of nginx's split_clients, or of the canary annotations of ingress-nginx.") { Positional, FileOption, From, Discovery }
            .Runs(terminal, run => Task.FromResult(Run(run)));
    }

    private static int Run(CommandRun run)
    {
        if ((run.Get(FileOption) ?? run.Arguments.GetValue(Positional)) is not { } path)
        {
            throw CommandException.Invalid("There is nothing to convert: name a file, or - for standard input.");
        }

        var text = DocumentFiles.ReadText(path, run.Terminal.In);
        var name = path == "-" ? "standard input" : path;
        var conversion = new Conversion(name);
        switch (run.Get(From) ?? Guess(text))
        {
            case "nginx":
                NginxConverter.Convert(text, name, conversion);
                break;
            case "ingress-nginx":
                IngressConverter.Convert(text, name, run.Get(Discovery), conversion);
                break;
            case var other:
                throw CommandException.Invalid($"--from must be nginx or ingress-nginx, but is '{other}'.");
        }

        List<JsonElement> documents = [.. conversion.Services.Select(service => service.ToDocument())];
        foreach (var note in conversion.Notes)
        {
            run.Note(PlainLine.Of($"note: {note}"));
        }

        run.Say(run.Format == OutputFormat.Json ? JsonText.Of(JsonSerializer.SerializeToElement(documents)) : string.Join("---\n", documents.Select(YamlText.Of)).TrimEnd());
        return ExitCode.Done;
    }

    private static string Guess(string text) => text.Contains("kind: Ingress", StringComparison.Ordinal) || text.Contains("\"kind\": \"Ingress\"", StringComparison.Ordinal) || text.Contains("kind: List", StringComparison.Ordinal)
        ? "ingress-nginx"
        : "nginx";
}
