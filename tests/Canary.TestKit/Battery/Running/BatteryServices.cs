namespace Canary.TestKit.Battery.Running;

/// <summary>The services by which a gateway becomes an <see cref="IBatterySubject"/>, as the admin API takes them.</summary>
public static class BatteryServices
{
    private const string Settings = """
        "timeouts": {"connect": "3s", "firstByte": "5s", "idle": "5s"}, "limits": {"maxBody": 1000000}
        """;

    /// <summary>A service for every host, and one for <c>h2b</c> with an HTTP/2 backend.</summary>
    public static IReadOnlyList<(string Name, string Json)> For(int origin, int http2Origin) =>
    [
        ("battery", $$$"""{"name": "battery", "variants": {"stable": {"destinations": ["http://127.0.0.1:{{{origin}}}"]}}, {{{Settings}}}}"""),
        ("battery-http2", $$$"""
            {"name": "battery-http2", "match": {"hosts": ["h2b"]}, "variants": {"stable": {"destinations": ["http://127.0.0.1:{{{http2Origin}}}"], "protocol": "http2"}}, {{{Settings}}}}
            """),
    ];
}
