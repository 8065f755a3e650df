using Microsoft.Net.Http.Headers;

namespace Canary.Gateway.Telemetry;

/// <summary>Chooses the exposition format for a scraper.</summary>
internal static class AcceptedFormat
{
    private const string OpenMetricsType = "application/openmetrics-text";
    private const string OpenMetricsVersion = "1.0.0";
    private const string TextType = "text/plain";
    private const string TextVersion = "0.0.4";

    /// <summary>The value of <c>Content-Type</c> for a format.</summary>
    public static string ContentTypeOf(ExpositionFormat format) => format == ExpositionFormat.OpenMetrics
        ? $"{OpenMetricsType}; version={OpenMetricsVersion}; charset=utf-8"
        : $"{TextType}; version={TextVersion}; charset=utf-8";

    /// <summary>OpenMetrics where the scraper asks for it by name and wants nothing else more; text for everybody else.</summary>
    /// <param name="accept">The request's <c>Accept</c> header; null, empty or malformed means text.</param>
    public static ExpositionFormat Choose(string? accept)
    {
        if (string.IsNullOrEmpty(accept) || !MediaTypeHeaderValue.TryParseList([accept], out var ranges))
        {
            return ExpositionFormat.Text;
        }

        var openMetrics = QualityOf(ranges, OpenMetricsType, OpenMetricsVersion, "application/*");
        var text = QualityOf(ranges, TextType, TextVersion, "text/*", "*/*");
        return openMetrics > 0 && openMetrics >= text ? ExpositionFormat.OpenMetrics : ExpositionFormat.Text;
    }

    /// <summary>The quality of the most specific range that covers a type, 0 where none does.</summary>
    private static double QualityOf(IList<MediaTypeHeaderValue> ranges, string type, string version, params ReadOnlySpan<string> wider)
    {
        var exact = ranges.Where(r => r.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)).ToList();
        if (exact.Count > 0)
        {
            return exact.Where(r => VersionOf(r) is null || VersionOf(r) == version).Select(r => r.Quality ?? 1).DefaultIfEmpty(0).Max();
        }

        foreach (var range in wider)
        {
            if (ranges.FirstOrDefault(r => r.MediaType.Equals(range, StringComparison.OrdinalIgnoreCase)) is { } match)
            {
                return match.Quality ?? 1;
            }
        }

        return 0;
    }

    private static string? VersionOf(MediaTypeHeaderValue range) =>
        range.Parameters.FirstOrDefault(p => p.Name.Equals("version", StringComparison.OrdinalIgnoreCase))?.GetUnescapedValue().ToString();
}
