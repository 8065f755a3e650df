using System.Text.Json;
using Canary.Core.Rollouts;
using Canary.Core.Services;
using Canary.Gateway.Addressing;

namespace Canary.Gateway.Import;

/// <summary>Reads a document that declares a rollout: the plan's own fields, the service that it is for, and what tells one run from another.</summary>
internal static class RolloutImportReader
{
    /// <summary>The most characters of <c>run</c>.</summary>
    public const int MaxRunLength = 100;

    private static readonly string[] FileFields = ["kind", "service", "run"];

    /// <summary>The rollout, or null where something is wrong, which is reported.</summary>
    /// <param name="at">The document.</param>
    /// <param name="find">Finds a service of the folder by name.</param>
    /// <param name="isComplete">Whether all services of the folder could be read, so that one that is not found is not there.</param>
    /// <param name="addresses">Where nothing in it may lead.</param>
    public static ImportedRollout? Read(DocumentAt at, Func<string, ServiceConfig?> find, bool isComplete, AddressPolicy addresses)
    {
        var before = at.Problems.Count;
        var errors = new DocumentErrors();
        var name = ReadName(at.Json, errors);
        if (at.Json.TryGetProperty("run", out var run))
        {
            CheckRun(new DocumentCursor("run", run, errors));
        }

        var service = find(name);
        if (errors.None && service is null && isComplete)
        {
            errors.Add("service", $"must be a service that this folder declares, but is {Quoted.Text(name)}.");
        }

        at.Report(errors.ToList());
        var plan = RolloutDocument.ReadPlan(at.Json, service, FileFields);
        at.Report(plan.IsValid ? addresses.Check(plan.Value) : plan.Errors);
        return at.Problems.Count == before ? new ImportedRollout(name, plan.Value!, at.Source) : null;
    }

    private static string ReadName(JsonElement json, DocumentErrors errors)
    {
        if (json.TryGetProperty("service", out var service))
        {
            return new DocumentCursor("service", service, errors).Text();
        }

        errors.Add("service", "is required, but missing.");
        return "";
    }

    // It only has to make the document another one.
    private static void CheckRun(DocumentCursor at)
    {
        if (at.Element.ValueKind is JsonValueKind.Number)
        {
            return;
        }

        var text = at.Text();
        if (text.Length > MaxRunLength)
        {
            at.Errors.Add(at.Path, $"must have at most {MaxRunLength} characters, but has {text.Length}.");
        }
    }
}
