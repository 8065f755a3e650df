using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Canary.Core.Rollouts;
using Canary.Core.Services;
using Canary.Gateway.Admin.Planning;
using Canary.Gateway.Notifications;
using Canary.Gateway.Notifications.Sinks;
using Canary.Gateway.Storage;
using Microsoft.Extensions.Configuration;

namespace Canary.EndToEnd.Docs;

/// <summary>Reads JSON samples as what their fence says they are, with the readers that the gateway has for that.</summary>
/// <remarks>
/// <c>json service</c>, <c>rollout</c>, <c>plan</c> (a question to the planner) and <c>sink</c> are whole documents; <c>service fields</c> and <c>rollout fields</c> are a part of
/// one, with or without the braces. <c>answer NAME</c> is an answer of the API by the schema of that name in its description, or a part of one; <c>event</c> is a CloudEvent,
/// <c>settings</c> an <c>appsettings.json</c>.
/// </remarks>
internal static class JsonSamples
{
    private const string Service = """
        {
          "name": "shop",
          "variants": { "stable": { "destinations": ["http://10.0.0.1:8080"] }, "canary": { "destinations": ["http://10.0.0.2:8080"] } },
          "weights": { "stable": 90, "canary": 10 },
          "mirror": { "variant": "canary", "percent": 1, "compare": {} },
          "sticky": { "cookie": "canary-id" }
        }
        """;

    private const string Rollout = """{ "variant": "canary", "steps": [{ "weight": 10, "hold": "5m" }, { "weight": 100 }] }""";

    /// <summary>What is wrong with a sample.</summary>
    /// <param name="words">What its fence says behind <c>json</c>.</param>
    /// <param name="text">The sample.</param>
    /// <param name="description">The API's description.</param>
    public static IEnumerable<string> Problems(string words, string text, JsonElement description) => words.Split(' ') switch
    {
        ["service"] => Errors(ServiceDocument.Read(Bytes(text)).Errors),
        ["service", "fields"] => Errors(ServiceDocument.Read(Bytes(Merged(Service, text))).Errors),
        ["rollout"] => Errors(RolloutDocument.ReadPlan(Bytes(text), SampleService()).Errors),
        ["rollout", "fields"] => Errors(RolloutDocument.ReadPlan(Bytes(Merged(Rollout, text)), SampleService()).Errors),
        ["plan"] => Errors(PlanRequest.Read(Bytes(text), SampleService()).Errors),
        ["sink"] => Errors(SinkDocument.Read(Bytes(text), "ops").Errors),
        ["answer", var schema] => AnswerShape.Problems(JsonDocument.Parse(text).RootElement, schema, description),
        ["settings"] => OtherSamples.SettingsProblems(new ConfigurationBuilder().AddJsonStream(new MemoryStream(Bytes(text))).Build()),
        ["event"] => UnknownNames(JsonNode.Parse(text)!.AsObject(), JsonNode.Parse(AnEvent())!.AsObject()),
        _ => [$"is 'json {words}', which no test knows"],
    };

    private static ServiceConfig SampleService() => ServiceDocument.Read(Bytes(Service)).Value!;

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static IEnumerable<string> Errors(IEnumerable<DocumentError> errors) => errors.Select(error => $"{error.Path} {error.Message}");

    private static string Merged(string whole, string part)
    {
        using var into = JsonDocument.Parse(whole);
        using var from = JsonDocument.Parse(part.TrimStart().StartsWith('{') ? part : $"{{{part}}}");
        return MergePatch.Apply(into.RootElement, from.RootElement).GetRawText();
    }

    private static string AnEvent()
    {
        var service = SampleService();
        var plan = RolloutDocument.ReadPlan(Bytes(Rollout), service).Value!;
        var change = RolloutMachine.Start(service, plan, "run-1", "ada", "a reason", DateTimeOffset.UnixEpoch);
        return new CloudEvents("/canary-gateway/canary").Of("shop", change, new WriteOrigin("ada", null, RolloutEvents.Started, "a reason")).Json;
    }

    private static IEnumerable<string> UnknownNames(JsonObject sample, JsonObject real) =>
        sample.Where(field => !real.ContainsKey(field.Key)).Select(field => $"{field.Key} is in no event")
            .Concat(sample.Where(field => field.Value is JsonObject && real[field.Key] is JsonObject).SelectMany(field => UnknownNames(field.Value!.AsObject(), real[field.Key]!.AsObject())));
}
