using System.Globalization;

namespace Canary.Cli.Tests.Convert;

/// <summary>An nginx without Lua that does what the canary annotations make ingress-nginx do (its <c>balancer.lua</c>, <c>route_to_alternative_balancer</c>): header, else cookie, else weight.</summary>
internal static class EquivalentNginx
{
    /// <summary>What stands in the <c>http</c> block.</summary>
    public static string Of(IReadOnlyDictionary<string, string> annotations)
    {
        var weight = int.Parse(annotations.GetValueOrDefault("canary-weight", "0"), CultureInfo.InvariantCulture);
        var total = Math.Max(100, int.Parse(annotations.GetValueOrDefault("canary-weight-total", "100"), CultureInfo.InvariantCulture));
        var percent = string.Create(CultureInfo.InvariantCulture, $"{100m * weight / total:0.##}");
        var share = weight == 0 ? "" : $"{percent}% canary;";
        return $$"""
            upstream stable { server 10.0.0.1:8080; }
            upstream canary { server 10.0.0.2:8080; }
            {{ByHeader(annotations)}}
            {{ByCookie(annotations)}}
            split_clients "$request_id" $by_weight { {{share}} {{(weight == total ? "" : "* stable;")}} }
            map $by_cookie $cookie_or_weight { "" $by_weight; default $by_cookie; }
            map $by_header $backend { "" $cookie_or_weight; default $by_header; }
            server { listen 80; location / { proxy_pass http://$backend; } }
            """;
    }

    private static string ByHeader(IReadOnlyDictionary<string, string> annotations)
    {
        if (!annotations.TryGetValue("canary-by-header", out var header))
        {
            return "map $host $by_header { default \"\"; }";
        }

        var variable = "$http_" + header.ToLowerInvariant().Replace('-', '_');

        // Patterns, as exact texts of a map match in any case.
        return annotations.TryGetValue("canary-by-header-value", out var value) ? $"map {variable} $by_header {{ \"~^{value}$\" canary; default \"\"; }}"
            : annotations.TryGetValue("canary-by-header-pattern", out var pattern) ? $"map {variable} $by_header {{ \"~{pattern}\" canary; default \"\"; }}"
            : $"map {variable} $by_header {{ \"~^always$\" canary; \"~^never$\" stable; default \"\"; }}";
    }

    private static string ByCookie(IReadOnlyDictionary<string, string> annotations) =>
        annotations.TryGetValue("canary-by-cookie", out var cookie)
            ? $"map $cookie_{cookie} $by_cookie {{ \"~^always$\" canary; \"~^never$\" stable; default \"\"; }}"
            : "map $host $by_cookie { default \"\"; }";
}
