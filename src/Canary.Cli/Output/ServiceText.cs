using System.Text.Json;
using Canary.Cli.Api;
using Canary.Cli.Running;

namespace Canary.Cli.Output;

/// <summary>A service for people.</summary>
internal static class ServiceText
{
    /// <summary>The weights, as <c>stable 90, canary 10</c>.</summary>
    public static string Split(JsonElement service) => string.Join(", ", service.Find("weights").FieldsOf().Select(weight => $"{weight.Name} {weight.Value.Text()}"));

    /// <summary>Hosts and path, as <c>shop.example.com/</c>; <c>*</c> for any host.</summary>
    public static string Match(JsonElement service)
    {
        var hosts = service.Find("match.hosts").Items().Select(host => host.Text() ?? "").DefaultIfEmpty("*");
        return string.Join(", ", hosts.Select(host => host + service.TextOf("match.path")));
    }

    /// <summary>What is out of the ordinary with it, or nothing.</summary>
    public static string State(JsonElement service) => service.Is("rolledBack") ? "rolled back" : "";

    /// <summary>What a write made of it, in one line.</summary>
    public static string Written(JsonElement service) =>
        $"{service.TextOf("name")}: {(service.Is("rolledBack") ? "rolled back, " : "")}{Split(service)} (revision {service.TextOf("revision")})";

    /// <summary>All of it.</summary>
    public static void Show(CommandRun run, JsonElement service)
    {
        var facts = new Facts()
            .Add("Service", service.TextOf("name"))
            .Add("Match", Match(service))
            .Add("Split", Split(service))
            .Add("State", State(service))
            .Add("Baseline", service.TextOf("baseline"))
            .Add("Sticky", Sticky(service.Find("sticky")))
            .Add("Owner", service.Find("owner").ValueKind == JsonValueKind.Object ? $"file {service.TextOf("owner.file")}, changes by the API are {service.TextOf("owner.apiChanges")}" : "")
            .Add("Revision", service.TextOf("revision"));
        facts.Show(run);
        run.Say("");
        run.Say(Variants(service));
        if (service.Find("rules").Items().Any())
        {
            run.Say("");
            run.Say(Rules(service));
        }
    }

    private static string Sticky(JsonElement sticky) =>
        string.Join(", else ", sticky.Items().Append(sticky).SelectMany(source => source.FieldsOf()).Select(source => source.Value.ValueKind == JsonValueKind.True ? source.Name : $"{source.Name} {source.Value.Text()}"));

    private static Table Variants(JsonElement service)
    {
        var table = new Table("VARIANT", "WEIGHT", "DESTINATIONS");
        foreach (var variant in service.Find("variants").FieldsOf())
        {
            var discovery = variant.Value.Find("discovery").FieldsOf().Select(found => $"found by {found.Name}");
            var destinations = variant.Value.Find("destinations").Items().Select(destination => destination.Text() ?? $"{destination.TextOf("address")} ({destination.TextOf("weight")})");
            table.Add(variant.Name, service.Find("weights").TextOf(variant.Name), string.Join(", ", destinations.Concat(discovery.Take(1))));
        }

        return table;
    }

    private static Table Rules(JsonElement service)
    {
        var table = new Table("RULE", "VARIANT", "WHEN");
        foreach (var rule in service.Find("rules").Items())
        {
            table.Add(rule.TextOf("name"), rule.TextOf("variant"), ConditionText.Of(rule.Find("when")));
        }

        return table;
    }
}
