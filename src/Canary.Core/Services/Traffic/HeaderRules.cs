using System.Collections.Frozen;

namespace Canary.Core.Services.Traffic;

/// <summary>Which headers a transform may change, and to what.</summary>
internal static class HeaderRules
{
    private const int MaxValue = 2_000;

    // They speak of the connection or frame the body (RFC 9110 section 7.6.1, RFC 9112 section 6): changed, they would let requests be smuggled.
    private static readonly string[] OfConnection =
    [
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        "HTTP2-Settings", "Content-Length",
    ];

    private static readonly FrozenSet<string> Fixed = OfConnection.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> FixedInRequests =
        Fixed.Concat(["baggage", "Forwarded", "traceparent", "tracestate"]).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>What is wrong with the name of a request's header, or null.</summary>
    public static string? RequestProblem(string name) =>
        Problem(name, FixedInRequests.Contains(name) || IsOwn(name) || name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase));

    /// <summary>What is wrong with the name of an answer's header or trailer, or null.</summary>
    public static string? ResponseProblem(string name) => Problem(name, Fixed.Contains(name) || IsOwn(name));

    /// <summary>What is wrong with a header's value, or null.</summary>
    public static string? ValueProblem(string value) =>
        value.Length <= MaxValue && value.All(c => c is >= ' ' and <= '~')
            ? null
            : $"must be at most {MaxValue} printable ASCII characters, but is {Quoted.Text(value)}.";

    private static bool IsOwn(string name) => name.StartsWith("X-Canary-", StringComparison.OrdinalIgnoreCase);

    private static string? Problem(string name, bool isFixed) =>
        PlainText.TokenProblem(name, ConditionChecks.MaxNameLength) ?? (isFixed ? $"is {Quoted.Text(name)}, which only the gateway itself writes." : null);
}
