using System.Text.Json;
using Canary.Cli.Api;
using Canary.Cli.Output;
using Canary.Cli.Running;
using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Cli.Documents;

/// <summary>A service as a gateway has it, next to what a file declares.</summary>
/// <param name="Config">The service; null: there is none.</param>
/// <param name="Revision">Its revision.</param>
/// <param name="Rollout">Its active or last rollout; undefined: it never had one.</param>
internal sealed record StoredService(ServiceConfig? Config, long? Revision, JsonElement Rollout)
{
    /// <summary>Whether a rollout is active.</summary>
    public bool HasActiveRollout => Rollout.ValueKind == JsonValueKind.Object && !Output.RolloutText.HasEnded(Rollout);

    /// <summary>The plan of the active or last rollout, as it is written; null: none.</summary>
    public string? WrittenPlan => Rollout.ValueKind == JsonValueKind.Object && RolloutDocument.ReadPlan(Rollout.Find("plan"), null, []) is { IsValid: true, Value: var plan } ? Written(plan) : null;

    /// <summary>Reads it.</summary>
    public static async Task<StoredService> ReadAsync(GatewayClient gateway, string name, CancellationToken cancellation)
    {
        if (await gateway.FindAsync(GatewayClient.PathOf(name), cancellation) is not { } answer)
        {
            return new StoredService(null, null, default);
        }

        var read = ServiceDocument.Read(answer.Json);
        var rollout = await gateway.FindAsync(GatewayClient.PathOf(name, "rollout"), cancellation);
        return read.IsValid
            ? new StoredService(read.Value, answer.Revision, rollout?.Json ?? default)
            : throw CommandException.Invalid(
                $"'{name}' can't be compared: the gateway has it in a form that this version of canaryctl ({CliVersion.Current}) does not know.",
                [.. read.Errors.Select(error => $"{error.Path}: {error.Message}")]);
    }

    /// <summary>What is to be written for a declared service: while a rollout is active or the service is rolled back, the weights in force stay.</summary>
    /// <param name="declared">The service that a file declares.</param>
    /// <param name="keepsWeights">Whether they stay in any case.</param>
    public ServiceConfig Merge(ServiceConfig declared, bool keepsWeights) =>
        Config is not null && (keepsWeights || Config.RolledBack || (HasActiveRollout && declared.Variants.ContainsKey(Rollout.TextOf("variant")) && declared.Baseline == Config.Baseline))
            ? ServiceChanges.KeepWeights(declared, Config)
            : declared;

    /// <summary>A service as people compare it.</summary>
    public static string Written(ServiceConfig? service) => service is null ? "" : YamlText.Of(ToJson(service));

    /// <summary>A plan as people compare it.</summary>
    public static string Written(RolloutPlan plan) => YamlText.Of(ToJson(plan));

    /// <summary>A service as the API takes it.</summary>
    public static JsonElement ToJson(ServiceConfig service) => Parse(ServiceDocument.Write(service));

    /// <summary>A plan as the API takes it.</summary>
    public static JsonElement ToJson(RolloutPlan plan) => Parse(RolloutDocument.WritePlan(plan));

    private static JsonElement Parse(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
