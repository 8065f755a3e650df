using System.Text.Json;
using Canary.Cli.Output;
using Canary.Cli.Running;
using Canary.Core.Services;

namespace Canary.Cli.Convert;

/// <summary>A service made of another program's configuration. It says only what that says; the rest is the defaults.</summary>
internal sealed record ConvertedService
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Hosts; none: any.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>The path's prefix.</summary>
    public string Path { get; init; } = "/";

    /// <summary>The variant that everyone gets after a rollback.</summary>
    public required string Baseline { get; init; }

    /// <summary>Its variants.</summary>
    public required IReadOnlyList<ConvertedVariant> Variants { get; init; }

    /// <summary>Rules, in order.</summary>
    public IReadOnlyList<RuleConfig> Rules { get; init; } = [];

    /// <summary>What makes a user recognisable; null: every request draws anew.</summary>
    public StickySourceConfig? Sticky { get; init; }

    /// <summary>The document, checked as the gateway checks it.</summary>
    /// <exception cref="CommandException">The gateway would refuse it.</exception>
    public JsonElement ToDocument()
    {
        var json = JsonText.Element(Write);
        var read = ServiceDocument.Read(json, null, ["kind"]);
        return read.IsValid ? json : throw CommandException.Invalid(
            $"What was found for '{Name}' makes no valid service:", [.. read.Errors.Select(error => $"{error.Path}: {error.Message}")]);
    }

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", "Service");
        writer.WriteString("name", Name);
        writer.WriteStartObject("match");
        if (Hosts.Count > 0)
        {
            writer.WriteStartArray("hosts");
            Hosts.ToList().ForEach(writer.WriteStringValue);
            writer.WriteEndArray();
        }

        writer.WriteString("path", Path);
        writer.WriteEndObject();
        writer.WriteString("baseline", Baseline);
        writer.WriteStartObject("variants");
        foreach (var variant in Variants)
        {
            variant.Write(writer);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("weights");
        foreach (var variant in Variants)
        {
            ServiceJson.WriteWeight(writer, variant.Name, variant.Weight);
        }

        writer.WriteEndObject();
        WriteRules(writer);
        if (Sticky is { } sticky)
        {
            StickyJson.Write(writer, "sticky", [sticky]);
        }

        writer.WriteEndObject();
    }

    private void WriteRules(Utf8JsonWriter writer)
    {
        if (Rules.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("rules");
        foreach (var rule in Rules)
        {
            writer.WriteStartObject();
            writer.WriteString("name", rule.Name);
            writer.WritePropertyName("when");
            ConditionJson.Write(writer, rule.When);
            writer.WriteString("variant", rule.Variant);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
