using System.Globalization;
using System.Net;
using System.Text.Json;
using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Gateway.Control.Analysis;

/// <summary>The one number of an answer of Prometheus' instant queries (<c>/api/v1/query</c>).</summary>
/// <param name="Value">The number, finite.</param>
/// <param name="Time">The moment for which it holds, as Prometheus writes it.</param>
/// <param name="Problem">Why there is none, as the part of a sentence; or null.</param>
internal readonly record struct PrometheusValue(double Value, string? Time, string? Problem)
{
    /// <summary>Reads an answer, whatever it is.</summary>
    public static PrometheusValue Read(SourceAnswer answer)
    {
        using var json = ServiceDocument.Parse(answer.Body, new DocumentErrors());
        if (answer.Status != HttpStatusCode.OK)
        {
            return None($"{answer.From} answers {(int)answer.Status}{Because(json)}");
        }

        if (json is null || Field(json.RootElement, "status") is not { ValueKind: JsonValueKind.String } status || !status.ValueEquals("success")
            || Field(json.RootElement, "data") is not { } data || Field(data, "result") is not { ValueKind: JsonValueKind.Array } result)
        {
            return None($"{answer.From} answers with something that is no answer of Prometheus");
        }

        return Field(data, "resultType") switch
        {
            { ValueKind: JsonValueKind.String } type when type.ValueEquals("scalar") => Sample(result, answer.From),
            { ValueKind: JsonValueKind.String } type when type.ValueEquals("vector") => OfVector(result, answer.From),
            { ValueKind: JsonValueKind.String } type => None($"its query gives {Quoted.Json(type)}, but one number is wanted"),
            _ => None($"{answer.From} answers with something that is no answer of Prometheus"),
        };
    }

    private static PrometheusValue OfVector(JsonElement result, string from) => result.GetArrayLength() switch
    {
        0 => None("its query gives nothing (where that means 0, write 'or vector(0)' behind it)"),
        1 => Field(result[0], "value") is { ValueKind: JsonValueKind.Array } sample ? Sample(sample, from) : None("its query gives a histogram, but one number is wanted"),
        var count => None($"its query gives {RolloutText.Number(count)} series, but one is wanted, such as by sum(...)"),
    };

    private static PrometheusValue Sample(JsonElement sample, string from)
    {
        if (sample.GetArrayLength() != 2 || sample[0].ValueKind != JsonValueKind.Number || sample[1].ValueKind != JsonValueKind.String
            || !Quoted.TryGetText(sample[1], out var text) || !double.TryParse(text.Replace("Inf", "Infinity", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            return None($"{from} answers with something that is no answer of Prometheus");
        }

        return double.IsFinite(value) ? new PrometheusValue(value, sample[0].GetRawText(), null) : None($"its query gives {RolloutText.Name(text)}");
    }

    private static string Because(JsonDocument? json) =>
        json is not null && Field(json.RootElement, "error") is { ValueKind: JsonValueKind.String } error && Quoted.TryGetText(error, out var text)
            ? $" ({Quoted.Within(text, 200)})"
            : "";

    private static JsonElement? Field(JsonElement json, string name) =>
        json.TryFind(name, out var value) ? value : null;

    private static PrometheusValue None(string problem) => new(0, null, problem);
}
