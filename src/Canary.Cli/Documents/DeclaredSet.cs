using System.CommandLine;
using System.Text.Json;
using Canary.Cli.Api;
using Canary.Cli.Running;
using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Cli.Documents;

/// <summary>All that some files declare, read whole and valid as far as can be seen from here.</summary>
/// <param name="Services">Services, by the rules of this version.</param>
/// <param name="Sinks">Sinks, as they are written: the gateway judges them.</param>
/// <param name="Rollouts">Rollouts, with the names of their services.</param>
internal sealed record DeclaredSet(IReadOnlyList<ServiceConfig> Services, IReadOnlyList<(string Name, JsonElement Json)> Sinks, IReadOnlyList<(string Service, RolloutPlan Plan)> Rollouts)
{
    // How a folder's file owns what it declares: of no meaning for a write by the API.
    private static readonly string[] OwnershipFields = ["kind", "apiChanges", "takeOver"];

    /// <summary>The files.</summary>
    public static Option<string[]> Files { get; } = new("--filename", "-f")
    {
        Description = "A file, a folder, or - for standard input; may be given several times.",
        HelpName = "file",
        Required = true,
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Reads the files.</summary>
    /// <exception cref="CommandException">Something in them is wrong; every problem is told with file and line.</exception>
    public static DeclaredSet Read(IEnumerable<string> files, TextReader standardInput)
    {
        var services = new List<ServiceConfig>();
        var sinks = new List<(string, JsonElement)>();
        var rollouts = new List<(string, RolloutPlan)>();
        var problems = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var documents = DocumentFiles.Read(files, standardInput);
        foreach (var document in documents)
        {
            switch (document.Kind)
            {
                case DocumentKind.Service:
                    var service = ServiceDocument.Read(document.Json, null, OwnershipFields);
                    Take(document, service, problems, services.Add);
                    break;
                case DocumentKind.Sink:
                    sinks.Add((NameOf(document, "name", problems), document.Without(OwnershipFields)));
                    break;
                default:
                    var name = NameOf(document, "service", problems);
                    Take(document, RolloutDocument.ReadPlan(document.Json, null, ["kind", "service", "run"]), problems, plan => rollouts.Add((name, plan)));
                    break;
            }

            var key = $"{document.Kind} '{document.Json.Find(document.Kind == DocumentKind.Rollout ? "service" : "name")}'";
            if (!seen.Add(key))
            {
                problems.Add($"{document.Path}:{document.Yaml.Line}: {key} is declared twice.");
            }
        }

        return problems.Count == 0 ? new DeclaredSet(services, sinks, rollouts) : throw DocumentFiles.Wrong(problems);
    }

    private static void Take<T>(DeclaredDocument document, DocumentResult<T> read, List<string> problems, Action<T> take)
        where T : class
    {
        problems.AddRange(document.Problems(read.Errors));
        if (read.Value is { } value)
        {
            take(value);
        }
    }

    private static string NameOf(DeclaredDocument document, string field, List<string> problems)
    {
        if (document.Json.TryGetProperty(field, out var name) && name.ValueKind == JsonValueKind.String && ServiceName.Problem(name.GetString()!) is null)
        {
            return name.GetString()!;
        }

        problems.Add($"{document.Path}:{document.Yaml.LineOf(field)}: {field} must be a name of 1 to 63 of a-z, 0-9 and -.");
        return "";
    }
}
