using System.Globalization;
using Canary.Core.Rollouts;

namespace Canary.Gateway.Control.Analysis;

/// <summary>Asks a Prometheus, or what speaks its HTTP API, for the values of a check: all of them as they were at one moment, its own now.</summary>
internal sealed class PrometheusSource(SourceClient client)
{
    /// <summary>Reads the counters of both variants.</summary>
    public async Task<SourceReading> AskAsync(CheckConfig.Counter check, CheckSubject about, CancellationToken cancellation)
    {
        string[] variants = [about.Rollout.Plan.Variant, about.Baseline];
        var values = new List<double>();
        string? time = null;
        foreach (var query in new[] { check.Query, check.Total }.OfType<string>())
        {
            foreach (var variant in variants)
            {
                var value = await QueryAsync(check.Url, query.Replace(CheckConfig.VariantPlace, Escaped(variant), StringComparison.Ordinal), time, cancellation);
                if ((value.Problem ?? CounterProblem(value.Value)) is { } problem)
                {
                    return new SourceReading.Problem($"{problem} for {variant}");
                }

                values.Add(value.Value);
                time ??= value.Time;
            }
        }

        return new SourceReading.Counters(values is [var canary, var baseline, var canaryTotal, var baselineTotal]
            ? new CounterValues(canary, baseline, canaryTotal, baselineTotal)
            : new CounterValues(values[0], values[1]));
    }

    /// <summary>Reads the ratio.</summary>
    public async Task<SourceReading> AskAsync(CheckConfig.Ratio check, CancellationToken cancellation)
    {
        var value = await QueryAsync(check.Url, check.Query, null, cancellation);
        return value switch
        {
            { Problem: { } problem } => new SourceReading.Problem(problem),
            { Value: < 0 } => new SourceReading.Problem(string.Create(CultureInfo.InvariantCulture, $"its query gives {value.Value}, which is no ratio")),
            _ => new SourceReading.Ratio(value.Value),
        };
    }

    private async Task<PrometheusValue> QueryAsync(string url, string query, string? time, CancellationToken cancellation)
    {
        var fields = new List<KeyValuePair<string, string>> { new("query", query) };
        if (time is not null)
        {
            fields.Add(new("time", time));
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, QueryUrl(url)) { Content = new FormUrlEncodedContent(fields) };
        var answer = await client.SendAsync(request, cancellation);
        return answer.Problem is { } problem ? new PrometheusValue(0, null, problem) : PrometheusValue.Read(answer);
    }

    private static Uri QueryUrl(string url)
    {
        var built = new UriBuilder(url);
        built.Path = built.Path.TrimEnd('/') + "/api/v1/query";
        return built.Uri;
    }

    // Variants' names are of letters, digits and '-'; a query must not become another one should they ever be more.
    private static string Escaped(string variant) =>
        variant.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);

    // Above 2^53 a double can't rise by one any more.
    private static string? CounterProblem(double value) =>
        value is >= 0 and <= 1L << 53 ? null : string.Create(CultureInfo.InvariantCulture, $"its query gives {value}, which is no counter,");
}
