using System.Net;
using System.Text;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Notifications.Links;
using Canary.Gateway.Proxy.Testers;

namespace Canary.TestKit.Fuzzing.Targets;

/// <summary>What a client sends: paths, queries, headers, cookies, baggage, bearer tokens and testers' tokens; and rules over them.</summary>
internal static class RequestTargets
{
    private const string White = " \t";

    private static readonly byte[] Key = Encoding.UTF8.GetBytes("0123456789abcdef0123456789abcdef");
    private static readonly TesterTokens Testers = TesterTokens.Create(new TesterOptions { Keys = [Encoding.UTF8.GetString(Key)] }, TimeProvider.System, [])!;
    private static readonly string Token = Testers.Issue("shop", "canary", TesterTokens.MaxLifetime).Token;
    private static readonly string Link = new LinkToken("shop", "run-1", 3, 1, default, 4_000_000_000).Sign(Key);
    private static readonly List<ServiceSnapshot> Services = [.. FuzzCorpus.Of("service").Select(json => ServiceDocument.Read(json).Value).OfType<ServiceConfig>().Concat(FuzzedServices.Services(5, 40)).Select(service => ServiceSnapshot.Create(service, 1))];

    public static IEnumerable<FuzzTarget> All { get; } =
    [
        new("request", ReadRequest) { Words = ["\nx-user-group: beta", "\nCookie: canary-id=", "\nauthorization: Bearer ", "\nuser-agent: bot", "\nbaggage: canary.shop=canary", "%2e%2e", "%5c", "?group=beta", "&group=", "127.0.0.1"] },
        new("cookie", ReadCookies) { Words = ["canary-id", "canary-id=", ";canary-id=x", "; ", "=", "\"", ","] },
        new("baggage", ReadBaggage) { Words = ["canary.shop=canary", "canary.shop=", "canary.", ";p=1", ",", "=", " "] },
        new("token", ReadTokens) { Generate = _ => [Encoding.UTF8.GetBytes(Token), Encoding.UTF8.GetBytes(Link)], Words = [".", "shop", "canary", "eyJhbGciOiJub25lIn0", "eyJzdWIiOiJhbm4ifQ", "Bearer ", "-", "_", "="] },
        new("value", ReadValue) { Words = ["10.0.0.0/8", "::1/128", "1h30m", "PT1.5S", "P1DT2H", "http://", "user:pw@", "[::1]", "5xx", "400-499", "\\", "?", "xn--"] },
    ];

    private static void ReadRequest(byte[] input)
    {
        var lines = Encoding.UTF8.GetString(input).Split('\n');
        var target = lines[0].Split('?', 2);
        var headers = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1).Select(line => line.Split(':', 2)).Where(line => line[0].Length > 0))
        {
            headers[line[0]] = [.. headers.GetValueOrDefault(line[0]) ?? [], line[^1]];
        }

        var request = new RequestDescription { Path = target[0], Query = target.Length > 1 ? target[1] : "", Headers = headers, Seed = 1, RemoteAddress = IPAddress.Loopback };
        var path = RequestPath.FromRaw(target[0]);
        FuzzFailure.UnlessSame(path, RequestPath.Normalise(path), "a path that is normalised twice");
        FuzzFailure.Unless(!path.Split('/').Contains(".."), $"a path that leads upwards: '{path}'");
        foreach (var service in Services)
        {
            FuzzFailure.UnlessSame(FuzzedServices.Chosen(service, request), FuzzedServices.Chosen(service, request), "what the same request gets");
        }
    }

    private static void ReadCookies(byte[] input)
    {
        var header = Encoding.UTF8.GetString(input);
        var expected = header.Split(';').Select(pair => pair.Split('=', 2)).Where(pair => pair.Length == 2 && pair[0].Trim(' ', '\t') == "canary-id").Select(pair => pair[1].Trim(' ', '\t')).ToList();
        for (var i = 0; i <= expected.Count; i++)
        {
            var isThere = CookieHeader.TryGet(header, "canary-id", i, out var value, out var found);
            FuzzFailure.Unless(isThere == i < expected.Count, $"cookie {i} of {expected.Count}: {isThere}");
            FuzzFailure.UnlessSame(isThere ? expected[i] : $"{expected.Count}", isThere ? value.Trim(White).ToString() : $"{found}", $"cookie {i}");
        }
    }

    private static void ReadBaggage(byte[] input)
    {
        var baggage = Encoding.UTF8.GetString(input);
        foreach (var service in Services)
        {
            var choice = UpstreamChoice.Find(service, baggage);
            FuzzFailure.Unless(!choice.IsThere || (choice.Variant >= 0 && choice.Variant < service.Variants.Length), "a variant that the service has not");
            FuzzFailure.Unless(!choice.IsThere || service.Config.Traffic.Upstream.Count > 0, "a choice for a service that follows nobody");
        }
    }

    private static void ReadTokens(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        if (Testers.VariantOf("shop", text) is { } variant)
        {
            FuzzFailure.UnlessSame("canary", variant, "a tester's token that nobody issued");
            FuzzFailure.UnlessSame(Token, text, "a tester's token that was changed");
        }

        FuzzFailure.Unless(Testers.VariantOf("other", text) is null, "a token for another service");
        if (LinkToken.Read(text, Key) is { } link)
        {
            FuzzFailure.UnlessSame(Link, text, "a link that was changed");
            FuzzFailure.UnlessSame("shop", link.Service, "a link that nobody signed");
        }

        var claims = new BearerClaims();
        foreach (var given in new[] { text, "Bearer " + text })
        {
            claims.Read(given);
            foreach (var name in new[] { "sub", "role", "" })
            {
                for (var i = 0; i < 3 && claims.TryGet(name, i, out _); i++)
                {
                }
            }
        }
    }

    private static void ReadValue(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        if (Duration.TryParse(text, out var duration))
        {
            FuzzFailure.Unless(Duration.TryParse(Duration.Format(duration), out var again) && again == duration, $"a duration that is written as '{Duration.Format(duration)}'");
        }

        if (BackendAddress.Problem(text) is null)
        {
            var address = BackendAddress.Normalise(text);
            FuzzFailure.Unless(BackendAddress.Problem(address) is null, $"an address that is refused as it is normalised: '{address}': {BackendAddress.Problem(address)}");
            FuzzFailure.UnlessSame(address, BackendAddress.Normalise(address), "an address that is normalised twice");
        }

        if (AddressRange.TryParse(text, out var range, out var problem))
        {
            range.Contains(IPAddress.Loopback);
            range.Contains(IPAddress.IPv6Loopback);
        }
        else
        {
            FuzzFailure.Unless(problem.Length > 0, "a range that is refused without a reason");
        }

        if (StatusCodeSet.Problem(text) is null)
        {
            new StatusCodeSet([text]).Contains(500);
        }

        var scratch = Array.Empty<char>();
        for (var i = 0; QueryValues.TryGet(text, "a", i, ref scratch, out _); i++)
        {
        }
    }
}
