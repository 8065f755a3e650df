using System.Text.Json;
using Canary.Core.Services;

namespace Canary.Core.Rollouts;

/// <summary>Reads and writes plans of rollouts as JSON documents, the one way in and out for the admin API, files and the store alike.</summary>
/// <remarks>
/// First the structure is read and every error in it reported; where it holds, <see cref="RolloutPlanValidator"/> reports every
/// error of meaning, and then what does not fit the service.
/// </remarks>
public static class RolloutDocument
{
    /// <summary>Reads and validates a whole document.</summary>
    /// <param name="utf8Json">A JSON object as in the contract, at most <see cref="ServiceDocument.MaxBytes"/>.</param>
    /// <param name="service">The valid service that the plan is for.</param>
    public static DocumentResult<RolloutPlan> ReadPlan(ReadOnlyMemory<byte> utf8Json, ServiceConfig service)
    {
        var errors = new DocumentErrors();
        using var document = ServiceDocument.Parse(utf8Json, errors);
        return document is null ? DocumentResult<RolloutPlan>.Invalid(errors.ToList()) : ReadPlan(document.RootElement, service);
    }

    /// <summary>Reads and validates a parsed document.</summary>
    /// <param name="json">A JSON object as in the contract.</param>
    /// <param name="service">The valid service that the plan is for.</param>
    public static DocumentResult<RolloutPlan> ReadPlan(JsonElement json, ServiceConfig service) => ReadPlan(json, service, []);

    /// <summary>Reads and validates a parsed document that may have further fields, which somebody else reads.</summary>
    /// <param name="json">A JSON object as in the contract.</param>
    /// <param name="service">The valid service that the plan is for; null: not known, whether the plan fits it is not checked.</param>
    /// <param name="besides">The further fields.</param>
    internal static DocumentResult<RolloutPlan> ReadPlan(JsonElement json, ServiceConfig? service, params ReadOnlySpan<string> besides)
    {
        var errors = new DocumentErrors();
        var plan = RolloutPlanReader.Read(new DocumentCursor("", json, errors), besides);
        Validate(plan, "", errors);
        return Fit(plan, service, errors);
    }

    /// <summary>Checks a plan that was valid once, such as that of a rollout which is tried again, against the service as it is now.</summary>
    public static DocumentResult<RolloutPlan> CheckPlan(RolloutPlan plan, ServiceConfig service)
    {
        var errors = new DocumentErrors();
        Validate(plan, "", errors);
        return Fit(plan, service, errors);
    }

    /// <summary>Writes the document, such that reading it gives an equal plan.</summary>
    public static byte[] WritePlan(RolloutPlan plan) => JsonBytes.Of(writer => RolloutPlanJson.WriteFields(writer, plan));

    /// <summary>Writes the fields of the document into an object that <paramref name="writer"/> has begun.</summary>
    public static void WriteFields(Utf8JsonWriter writer, RolloutPlan plan) => RolloutPlanJson.WriteFields(writer, plan);

    /// <summary>Adds what is wrong with a plan whose structure holds, whatever the service is.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="path">Where the plan stands in its document, with a dot at the end; empty: it is the document.</param>
    /// <param name="errors">Where errors go.</param>
    internal static void Validate(RolloutPlan plan, string path, DocumentErrors errors)
    {
        if (errors.None)
        {
            foreach (var failure in RolloutPlanValidator.Instance.Validate(plan).Errors)
            {
                errors.Add(path + failure.PropertyName, failure.ErrorMessage);
            }
        }
    }

    private static DocumentResult<RolloutPlan> Fit(RolloutPlan plan, ServiceConfig? service, DocumentErrors errors)
    {
        if (errors.None && service is not null)
        {
            RolloutFit.Check(plan, service, errors.Add);
        }

        return errors.None ? DocumentResult<RolloutPlan>.Valid(plan) : DocumentResult<RolloutPlan>.Invalid(errors.ToList());
    }
}
