using System.Text.Json;
using Canary.Cli.Api;
using Canary.Cli.Output;
using Canary.Cli.Running;
using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Cli.Documents;

/// <summary>Writes what files declare, one after the other. Each write is guarded by the revision that was read right before, so nothing of others is lost; what can't be written is told, and the rest goes on.</summary>
/// <param name="run">The command.</param>
/// <param name="keepsWeights">Whether weights in force stay.</param>
/// <param name="replacesRollouts">Whether active rollouts are superseded.</param>
internal sealed class SetWriter(CommandRun run, bool keepsWeights, bool replacesRollouts)
{
    private readonly List<(string What, string Outcome, string? Detail)> _outcomes = [];
    private CommandException? _first;

    /// <summary>Writes one thing, and keeps what became of it.</summary>
    public async Task WriteAsync(string what, Func<Task<(string Outcome, string? Detail)>> write)
    {
        try
        {
            var (outcome, detail) = await write();
            Keep(what, outcome, detail);
        }
        catch (CommandException problem) when (problem.ExitCode is not (ExitCode.NotAllowed or ExitCode.Unreachable))
        {
            // Whoever may not do one may do none, and a gateway that is away stays so: those end the whole.
            _first ??= problem;
            Keep(what, "failed", string.Join(" ", [problem.Message, .. problem.Details]));
        }
    }

    /// <summary>Ends.</summary>
    /// <returns>The exit code: that of the first failure.</returns>
    public int Finish()
    {
        if (run.Format != OutputFormat.Table)
        {
            var json = JsonText.Element(writer =>
            {
                writer.WriteStartArray();
                foreach (var (what, outcome, detail) in _outcomes)
                {
                    writer.WriteStartObject();
                    writer.WriteString("what", what);
                    writer.WriteString("outcome", outcome);
                    if (detail is not null)
                    {
                        writer.WriteString("detail", detail);
                    }

                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            });
            run.Show(json, _ => { });
        }

        return _first?.ExitCode ?? ExitCode.Done;
    }

    /// <summary>A service.</summary>
    public async Task<(string, string?)> ServiceAsync(ServiceConfig declared)
    {
        var stored = await StoredService.ReadAsync(run.Gateway, declared.Name, run.Cancellation);
        var service = stored.Merge(declared, keepsWeights);
        var kept = !ReferenceEquals(service, declared) && StoredService.Written(service) != StoredService.Written(declared) ? "the weights in force stay" : null;
        if (StoredService.Written(stored.Config) == StoredService.Written(service))
        {
            return ("unchanged", kept);
        }

        var terms = run.Terms() with { Revision = stored.Revision, MustNotExist = stored.Config is null };
        var answer = await run.Gateway.SendAsync(HttpMethod.Put, GatewayClient.PathOf(service.Name), StoredService.ToJson(service), terms, run.Cancellation);
        return (stored.Config is null ? "created" : "changed", $"{(kept is null ? "" : kept + ", ")}revision {answer.Revision}");
    }

    /// <summary>A sink. Its secrets can't be read, so one that has any is written always.</summary>
    public async Task<(string, string?)> SinkAsync(string name, JsonElement declared)
    {
        var path = "sinks/" + Uri.EscapeDataString(name);
        var stored = await run.Gateway.FindAsync(path, run.Cancellation);
        if (stored is not null && declared.EnumerateObject().All(field => field.Name != "secrets" && JsonElement.DeepEquals(field.Value, stored.Json.Find(field.Name))))
        {
            return ("unchanged", null);
        }

        await run.Gateway.SendAsync(HttpMethod.Put, path, declared, run.Terms() with { Revision = stored?.Revision, MustNotExist = stored is null }, run.Cancellation);
        return (stored is null ? "created" : "changed", null);
    }

    /// <summary>A rollout: started, unless the active or last one of its service has the same plan.</summary>
    public async Task<(string, string?)> RolloutAsync(string service, RolloutPlan plan)
    {
        var stored = await StoredService.ReadAsync(run.Gateway, service, run.Cancellation);
        if (stored.WrittenPlan == StoredService.Written(plan))
        {
            return ("unchanged", stored.HasActiveRollout
                ? $"is {stored.Rollout.TextOf("phase")}"
                : $"the last one had this plan and ended {stored.Rollout.TextOf("phase")}; 'canaryctl rollout start' runs it once more");
        }

        var path = GatewayClient.PathOf(service, replacesRollouts ? "rollout?replace=true" : "rollout");
        var answer = await run.Gateway.SendAsync(HttpMethod.Post, path, StoredService.ToJson(plan), run.Terms() with { Revision = stored.Revision }, run.Cancellation);
        return ("started", answer.Json.TextOf("status"));
    }

    private void Keep(string what, string outcome, string? detail)
    {
        _outcomes.Add((what, outcome, detail));
        if (run.Format == OutputFormat.Table)
        {
            var line = PlainLine.Of($"{what}: {outcome}{(detail is null ? "" : outcome == "failed" ? ": " + detail : $" ({detail})")}");
            if (outcome == "failed")
            {
                run.Note(run.Terminal.ErrorInk.Bad(line));
            }
            else
            {
                run.Say(line);
            }
        }
    }
}
