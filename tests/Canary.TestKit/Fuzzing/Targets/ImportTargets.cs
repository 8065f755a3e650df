using System.Text;
using Canary.Core.Rollouts;
using Canary.Core.Services;
using Canary.Gateway.Addressing;
using Canary.Gateway.Import;
using Canary.Gateway.Notifications.Sinks;

namespace Canary.TestKit.Fuzzing.Targets;

/// <summary>Files of an import folder.</summary>
internal static class ImportTargets
{
    public static IEnumerable<FuzzTarget> All { get; } =
    [
        new("yaml", Read)
        {
            Generate = FuzzedServices.Documents,
            Words = ["kind: rollout\n", "kind: sink\n", "service: shop\n", "name: shop\n", "apiChanges: allowed\n", "takeOver: true\n", "variants:\n  ", "weights: {", "rules:\n- ", "yes", "0x10", "0o7", "1_000", "~", ".inf", ".nan", "2001-01-01", "!!str 1", "? ", "%YAML 1.1\n", "'", "\\x00", "\\U0001F424"],
        },
    ];

    private static void Read(byte[] input)
    {
        var result = ImportFolder.Read(new FolderContent("folder", [new FolderFile("folder/a.yaml", input, null)], null, ""), AddressPolicy.Least);
        foreach (var problem in result.Problems)
        {
            FuzzFailure.Unless(!problem.Any(char.IsControl), "a problem with control characters");
        }

        if (result.Problems.Count > 0)
        {
            return;
        }

        foreach (var service in result.Set.Services)
        {
            FuzzedServices.RoundTrip(service.Service);
        }

        // The same text as JSON, which YAML includes, must mean the same.
        foreach (var service in result.Set.Services)
        {
            var json = Encoding.UTF8.GetString(ServiceDocument.Write(service.Service));
            var again = ImportFolder.Read(new FolderContent("folder", [new FolderFile("folder/a.yaml", Encoding.UTF8.GetBytes(json), null)], null, ""), AddressPolicy.Least);
            FuzzFailure.Unless(again.Problems.Count == 0, $"an accepted service is refused when it is imported as it is written: {again.Problems.FirstOrDefault()}");
            FuzzFailure.UnlessSame(json, Encoding.UTF8.GetString(ServiceDocument.Write(again.Set.Services[0].Service)), "a service that is imported as it is written");
        }

        foreach (var rollout in result.Set.Rollouts)
        {
            var written = Encoding.UTF8.GetString(RolloutDocument.WritePlan(rollout.Plan));
            using var json = System.Text.Json.JsonDocument.Parse(written);
            var again = RolloutDocument.ReadPlan(json.RootElement, null, []);
            FuzzFailure.Unless(again.IsValid, $"an accepted plan is refused when it is read again: {again.Errors.FirstOrDefault()}");
        }

        foreach (var sink in result.Set.Sinks)
        {
            var again = SinkDocument.Read(Encoding.UTF8.GetBytes(SinkDocument.Write(sink.Sink)), sink.Sink.Name);
            FuzzFailure.Unless(again.IsValid, $"an accepted sink is refused when it is read again: {again.Errors.FirstOrDefault()}");
        }
    }
}
