namespace Canary.Gateway.Tests.Telemetry.Logs;

/// <summary>Values that would break or forge lines of a careless log.</summary>
internal static class HostileText
{
    public static TheoryData<string> All =>
    [
        "\r\n{\"log.level\":\"fatal\"}",
        "\n2026-01-01T00:00:00Z fail: forged",
        "a\rb",
        "a\"b\\\"c\\",
        "\"},{\"",
        "a\0b\u0001\u001b[2J\u007f",
        "\u0085next\u2028line\u2029paragraph",
        "half \ud800 a pair \udc00",
        "umlaut ü, emoji 😀, 日本",
        "{0} {Name} %s ${jndi:ldap://x}",
        "</script><script>",
        new string('x', 100 * 1024),
        new string('"', 100 * 1024),
        new string('\n', 100 * 1024),
        string.Concat(Enumerable.Repeat("😀", 50 * 1024)),
    ];
}
