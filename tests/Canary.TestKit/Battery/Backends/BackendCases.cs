using Canary.TestKit.Battery.Wire;

namespace Canary.TestKit.Battery.Backends;

/// <summary>Cases of what backends do over HTTP/1.1, each met by a GET and by a POST, as proxies send these by different code.</summary>
internal static class BackendCases
{
    /// <summary>The cases.</summary>
    public static IEnumerable<BatteryCase> All =>
    [
        .. AnswerCases.All.SelectMany(Both),
        .. BrokenCases.All.SelectMany(Both),
        .. ReuseCases.All,
    ];

    /// <summary>A case of a client's bytes and a backend's answer.</summary>
    public static BatteryCase Of(string @class, string source, string name, string sends, OriginAnswer answer, Wanted wanted) =>
        BatteryCase.Of(@class, source, name, sends, wanted) with { Answer = answer };

    private static IEnumerable<BatteryCase> Both(BackendCase c) =>
    [
        Of(c.Class, c.Source, $"{c.Name} (GET)", "GET /echo HTTP/1.1\r\nHost: shop\r\n\r\n", c.Answer, c.Wanted),
        Of(c.Class, c.Source, $"{c.Name} (POST)", "POST /echo HTTP/1.1\r\nHost: shop\r\nContent-Length: 5\r\n\r\nhello", c.Answer, c.Wanted),
    ];
}
