using System.CommandLine;
using Canary.Cli.Output;

namespace Canary.Cli.Running;

/// <summary>Options that every command takes, and those that several have in common.</summary>
internal static class GlobalOptions
{
    /// <summary>Which context's gateway is called.</summary>
    public static Option<string?> Context { get; } = new("--context") { Description = "The context whose gateway is called; CANARY_CONTEXT says it too.", HelpName = "name", Recursive = true };

    /// <summary>Where the gateway is.</summary>
    public static Option<string?> Url { get; } = new("--url") { Description = "The admin listener's address, as http://127.0.0.1:8081; CANARY_URL says it too.", HelpName = "url", Recursive = true };

    /// <summary>Where the key is.</summary>
    public static Option<string?> KeyFile { get; } = new("--key-file") { Description = "A file with the API key, - for standard input; CANARY_KEY_FILE says it too, CANARY_KEY is the key itself.", HelpName = "file", Recursive = true };

    /// <summary>How results are written.</summary>
    public static Option<OutputFormat> Output { get; } = CreateOutput();

    /// <summary>How long an answer may take.</summary>
    public static Option<TimeSpan?> RequestTimeout { get; } = Parsed.Duration("--request-timeout", "How long the gateway may take for an answer; 30s where it is left out.", isRecursive: true);

    /// <summary>Why something is changed.</summary>
    public static Option<string?> Reason { get; } = new("--reason") { Description = "Why, for history and audit.", HelpName = "text" };

    /// <summary>Which revision is to be changed.</summary>
    public static Option<long?> IfRevision { get; } = new("--if-revision") { Description = "Change nothing where the service is at another revision than this.", HelpName = "revision" };

    private static Option<OutputFormat> CreateOutput()
    {
        var option = new Option<OutputFormat>("--output", "-o")
        {
            Description = "table, json or yaml.",
            HelpName = "table|json|yaml",
            Recursive = true,
            CustomParser = result => result.Tokens[0].Value switch
            {
                "table" => OutputFormat.Table,
                "json" => OutputFormat.Json,
                "yaml" => OutputFormat.Yaml,
                var other => Parsed.Refuse<OutputFormat>(result, $"--output must be table, json or yaml, but is '{other}'."),
            },
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add("table", "json", "yaml");
        return option;
    }
}
