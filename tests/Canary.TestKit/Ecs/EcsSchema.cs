using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Canary.TestKit.Ecs;

/// <summary>Tells whether a log line is what Elasticsearch takes for an Elastic Common Schema event: names, types, arrays and allowed values.</summary>
public static class EcsSchema
{
    // Elasticsearch does not index longer keywords.
    private const int MostKeywordBytes = 32_766;
    private const int MostKeywordCharacters = 1_024;

    private static readonly string[] Required = ["@timestamp", "log.level", "message", "ecs.version", "service.name", "event.kind"];

    // Of the schema's own allowed values, those of the fields that log lines have.
    private static readonly FrozenDictionary<string, string[]> Allowed = new Dictionary<string, string[]>
    {
        ["event.kind"] = ["alert", "asset", "enrichment", "event", "metric", "state", "pipeline_error", "signal"],
        ["event.category"] =
        [
            "api", "authentication", "configuration", "database", "driver", "email", "file", "host", "iam", "intrusion_detection", "library", "malware",
            "network", "package", "process", "registry", "session", "threat", "vulnerability", "web",
        ],
        ["event.type"] =
        [
            "access", "admin", "allowed", "change", "connection", "creation", "deletion", "denied", "device", "end", "error", "group", "indicator", "info",
            "installation", "protocol", "start", "user",
        ],
        ["event.outcome"] = ["failure", "success", "unknown"],
        ["ecs.version"] = ["9.4.0"],
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, (string Type, bool IsArray)> Fields = ReadFields();

    /// <summary>What is wrong with a line; empty where nothing is.</summary>
    /// <param name="line">Without its end.</param>
    public static IReadOnlyList<string> Check(string line)
    {
        var problems = new List<string>();
        if (line.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029'))
        {
            problems.Add("has a control character or a line separator as it is");
        }

        try
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var names = new HashSet<string>();
            CheckObject("", document.RootElement, names, problems);
            problems.AddRange(Required.Except(names).Select(name => $"{name} is missing"));
        }
        catch (JsonException exception)
        {
            problems.Add($"is not JSON: {exception.Message}");
        }

        return problems;
    }

    private static void CheckObject(string prefix, JsonElement element, HashSet<string> names, List<string> problems)
    {
        foreach (var property in element.EnumerateObject())
        {
            var name = prefix + property.Name;
            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                CheckObject(name + ".", property.Value, names, problems);
            }
            else if (TypeOf(name) is not { } field)
            {
                problems.Add($"{name} is not a field");
            }
            else
            {
                names.Add(name);
                CheckField(name, field, property.Value, problems);
            }
        }
    }

    private static void CheckField(string name, (string Type, bool IsArray) field, JsonElement value, List<string> problems)
    {
        if (field.IsArray != (value.ValueKind == JsonValueKind.Array))
        {
            problems.Add($"{name} is {(field.IsArray ? "not " : "")}an array");
            return;
        }

        foreach (var item in field.IsArray ? [.. value.EnumerateArray()] : new[] { value })
        {
            if (!Fits(field.Type, item))
            {
                problems.Add($"{name} is no {field.Type}: {item.GetRawText()}");
            }
            else if (Allowed.TryGetValue(name, out var allowed) && !allowed.Contains(item.GetString()))
            {
                problems.Add($"{name} may not be {item.GetRawText()}");
            }
        }
    }

    private static bool Fits(string type, JsonElement value) => type switch
    {
        "keyword" => value.ValueKind == JsonValueKind.String && value.GetString()!.Length <= MostKeywordCharacters,
        "match_only_text" or "wildcard" => value.ValueKind == JsonValueKind.String && value.GetString()!.Length <= MostKeywordBytes,
        "long" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "float" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "ip" => value.ValueKind == JsonValueKind.String && IPAddress.TryParse(value.GetString(), out _),
        "date" => value.ValueKind == JsonValueKind.String
            && DateTimeOffset.TryParseExact(value.GetString(), "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        _ => false,
    };

    private static (string Type, bool IsArray)? TypeOf(string name) =>
        Fields.TryGetValue(name, out var field) ? field
        : name.StartsWith("labels.", StringComparison.Ordinal) && !name["labels.".Length..].Contains('.') ? ("keyword", false)
        : null;

    private static FrozenDictionary<string, (string Type, bool IsArray)> ReadFields()
    {
        using var stream = typeof(EcsSchema).Assembly.GetManifestResourceStream("Canary.TestKit.Ecs.fields-9.4.0.csv")!;
        using var reader = new StreamReader(stream);
        var fields = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split(','))
            .ToDictionary(columns => columns[0], columns => (columns[1], columns[2] == "array"));

        // The gateway's own, as docs/observability.md lists them. The schema leaves such names to applications.
        foreach (var name in (string[])["service", "variant", "reason", "rule", "rollout", "answered_by", "upstream.address"])
        {
            fields.Add("canary." + name, ("keyword", false));
        }

        foreach (var name in (string[])["revision", "attempts", "upstream.duration", "upstream.status_code"])
        {
            fields.Add("canary." + name, ("long", false));
        }

        return fields.ToFrozenDictionary();
    }
}
