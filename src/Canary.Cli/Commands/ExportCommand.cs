using System.CommandLine;
using System.Text.Json;
using Canary.Cli.Api;
using Canary.Cli.Output;
using Canary.Cli.Running;

namespace Canary.Cli.Commands;

/// <summary><c>export</c>: services as documents that <c>import</c>, <c>apply</c> and the import folder read; or all that the store holds, as a backup.</summary>
internal static class ExportCommand
{
    private static readonly Argument<string[]> Services = new("service") { Description = "These services only.", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<string?> Folder = new("--directory", "-d") { Description = "Write a file for each service into this folder.", HelpName = "folder" };

    private static readonly Option<string?> Backup = new("--backup") { Description = "Write a backup of the whole store into this file instead: history, audit and secrets included. Needs the role admin.", HelpName = "file" };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new Command("export", "Writes services as documents, or a backup of the whole store.") { Services, Folder, Backup }.Runs(terminal, RunAsync);

    private static async Task<int> RunAsync(CommandRun run)
    {
        if (run.Get(Backup) is { } file)
        {
            return await StoreBackup.WriteAsync(run, file);
        }

        var names = run.Get(Services);
        var services = new List<JsonElement>();
        if (names.Length == 0)
        {
            services.AddRange(await run.Gateway.GetPagesAsync("services", int.MaxValue, run.Cancellation));
        }

        foreach (var name in names)
        {
            services.Add(await run.Gateway.GetAsync(GatewayClient.PathOf(name), run.Cancellation));
        }

        List<JsonElement> documents = [.. services.Select(Document)];
        if (run.Get(Folder) is { } folder)
        {
            return WriteFolder(run, folder, documents);
        }

        run.Say(run.Format == OutputFormat.Json
            ? JsonText.Of(JsonSerializer.SerializeToElement(documents))
            : string.Join("---\n", documents.Select(YamlText.Of)).TrimEnd());
        return ExitCode.Done;
    }

    // What the gateway alone gives is left out.
    private static JsonElement Document(JsonElement service) => JsonText.Element(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("kind", "Service");
        foreach (var field in service.EnumerateObject().Where(field => field.Name is not ("revision" or "owner")))
        {
            field.WriteTo(writer);
        }

        writer.WriteEndObject();
    });

    private static int WriteFolder(CommandRun run, string folder, List<JsonElement> documents)
    {
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var document in documents)
            {
                var isJson = run.Format == OutputFormat.Json;
                File.WriteAllText(Path.Combine(folder, $"{document.TextOf("name")}.{(isJson ? "json" : "yaml")}"), isJson ? JsonText.Of(document) + "\n" : YamlText.Of(document));
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Invalid($"'{folder}' can't be written: {problem.Message}");
        }

        run.Say($"{documents.Count} services written to {folder}");
        return ExitCode.Done;
    }
}
