using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Gateway.Control.Analysis;

/// <summary>Tells a URL where a rollout stands, and reads the verdict that it answers.</summary>
internal sealed class WebhookSource(SourceClient client)
{
    private static readonly VerdictKind[] Kinds = [VerdictKind.Pass, VerdictKind.Fail, VerdictKind.Inconclusive];

    /// <summary>Asks for the verdict.</summary>
    public async Task<SourceReading> AskAsync(CheckConfig.Webhook check, CheckSubject about, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, check.Url) { Content = Describe(about) };
        var answer = await client.SendAsync(request, cancellation);
        return answer switch
        {
            { Problem: { } problem } => new SourceReading.Problem(problem),
            { Status: not HttpStatusCode.OK } => new SourceReading.Problem($"{answer.From} answers {(int)answer.Status}"),
            _ => Read(answer),
        };
    }

    private static SourceReading Read(SourceAnswer answer)
    {
        using var json = ServiceDocument.Parse(answer.Body, new DocumentErrors());
        if (json is null || TextOf(json.RootElement, "verdict") is not { } word || Array.FindIndex(Kinds, kind => kind.ToString() == word) is not (>= 0 and var found))
        {
            return new SourceReading.Problem($"{answer.From} answers with something that is no {{\"verdict\": \"Pass\"}}, Fail or Inconclusive");
        }

        return new SourceReading.Said(new Verdict(Kinds[found], TextOf(json.RootElement, "message") ?? ""));
    }

    private static string? TextOf(JsonElement json, string name) =>
        json.TryFind(name, out var value) && value.ValueKind == JsonValueKind.String && Quoted.TryGetText(value, out var text)
            ? text
            : null;

    private static ByteArrayContent Describe(CheckSubject about)
    {
        var (plan, step) = (about.Rollout.Plan, about.Rollout.State.Step);
        var body = JsonBytes.Of(writer =>
        {
            writer.WriteString("service", about.Service);
            writer.WriteString("rollout", about.Rollout.State.Id);
            writer.WriteNumber("step", step + 1);
            writer.WriteNumber("weight", about.Rollout.CurrentStep?.Weight.Percent ?? 0);
            writer.WriteString("variant", plan.Variant);
            writer.WriteString("baseline", about.Baseline);
        });
        return new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    }
}
