using System.Text.Json;
using Canary.Cli.Api;

namespace Canary.Cli.Output;

/// <summary>The condition of a rule in one line, as <c>header x-user-group equals beta</c>.</summary>
internal static class ConditionText
{
    /// <summary>The line.</summary>
    public static string Of(JsonElement when)
    {
        foreach (var field in when.FieldsOf())
        {
            switch (field.Name)
            {
                case "all":
                    return Joined(field.Value, " and ");
                case "any":
                    return Joined(field.Value, " or ");
                case "not":
                    return $"not ({Of(field.Value)})";
                case "ignoreCase":
                    continue;
                case "header" or "cookie" or "query" or "claim":
                    return $"{field.Name} {field.Value.Text()} {Test(when)}";
                default:
                    return $"{field.Name} {Value(field.Value)}";
            }
        }

        return "";
    }

    private static string Joined(JsonElement conditions, string word) =>
        string.Join(word, conditions.Items().Select(condition => condition.Find("all").ValueKind == JsonValueKind.Array || condition.Find("any").ValueKind == JsonValueKind.Array ? $"({Of(condition)})" : Of(condition)));

    private static string Test(JsonElement when)
    {
        var test = when.FieldsOf().First(field => field.Name is not ("header" or "cookie" or "query" or "claim" or "ignoreCase"));
        return test.Name == "exists" ? (test.Value.ValueKind == JsonValueKind.True ? "is there" : "is not there")
            : $"{test.Name} {Value(test.Value)}{(when.Is("ignoreCase") ? " in any case" : "")}";
    }

    private static string Value(JsonElement value) => value.ValueKind == JsonValueKind.Array ? string.Join(", ", value.Items().Select(item => item.Text())) : value.Text() ?? "";
}
