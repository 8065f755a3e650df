using System.CommandLine;
using System.Text.Json;
using Canary.Cli.Api;
using Canary.Cli.Documents;
using Canary.Cli.Output;
using Canary.Cli.Running;

namespace Canary.Cli.Commands;

/// <summary><c>plan</c>: what a plan would find on the service's traffic, before anybody starts it.</summary>
internal static class PlanCommand
{
    private static readonly Argument<string> Service = Parsed.Service();

    private static readonly Option<double?> Requests = new("--requests-per-second") { Description = "Requests a second over all gateways, instead of those measured.", HelpName = "number" };

    private static readonly Option<double?> Errors = new("--error-rate") { Description = "The share of the baseline's requests that fail, 0 to 1, instead of that measured.", HelpName = "share" };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) =>
        new Command("plan", "Tells how long each step of a plan takes to find a bad canary. Changes nothing.") { Service, PlanSource.File, PlanSource.Steps, PlanSource.Variant, PlanSource.Analysis, Requests, Errors }
            .Runs(terminal, RunAsync);

    private static async Task<int> RunAsync(CommandRun run)
    {
        var plan = PlanSource.Read(run, run.Get(Service));
        var body = JsonText.Element(writer =>
        {
            writer.WriteStartObject();
            foreach (var field in plan.EnumerateObject())
            {
                field.WriteTo(writer);
            }

            if (run.Get(Requests) is not null || run.Get(Errors) is not null)
            {
                WriteTraffic(writer, run.Get(Requests), run.Get(Errors));
            }

            writer.WriteEndObject();
        });
        var answer = await run.Gateway.SendAsync(HttpMethod.Post, GatewayClient.PathOf(run.Get(Service), "rollout/plan"), body, null, run.Cancellation);
        return run.Show(answer.Json, forecast => Show(run, forecast));
    }

    private static void WriteTraffic(Utf8JsonWriter writer, double? requests, double? errors)
    {
        writer.WriteStartObject("traffic");
        if (requests is { } perSecond)
        {
            writer.WriteNumber("requestsPerSecond", perSecond);
        }

        if (errors is { } rate)
        {
            writer.WriteNumber("errorRate", rate);
        }

        writer.WriteEndObject();
    }

    private static void Show(CommandRun run, JsonElement forecast)
    {
        run.Say($"Traffic: {forecast.TextOf("traffic.requestsPerSecond")} requests/s, error rate {forecast.TextOf("traffic.errorRate")}; {PlainLine.Of(forecast.TextOf("traffic.basis"))}");
        run.Say("");
        var table = new Table("STEP", "WEIGHT", "HOLD", "CANARY/S", "SAYS");
        var number = 0;
        foreach (var step in forecast.Find("steps").Items())
        {
            table.Add($"{++number}", step.TextOf("weight"), step.TextOf("hold"), step.TextOf("canaryRequestsPerSecond"), step.TextOf("advice"));
        }

        run.Say(table);
        run.Say("");
        run.Say(PlainLine.Of(forecast.TextOf("message")));
    }
}
