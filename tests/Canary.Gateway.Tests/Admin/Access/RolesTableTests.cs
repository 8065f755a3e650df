using System.Net;
using System.Text.Json;
using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Login;
using Canary.Gateway.Tests.Admin.Oidc;
using Canary.TestKit;
using Canary.TestKit.Oidc;
using Microsoft.AspNetCore.Routing;

namespace Canary.Gateway.Tests.Admin.Access;

/// <summary>Every call of the API description, with every kind of credential, good and bad.</summary>
public sealed class RolesTableTests(ProviderFixture fixture) : IClassFixture<ProviderFixture>
{
    private const string SessionKey = "a key of at least 32 characters, for tests";

    private readonly OidcProvider _provider = fixture.Provider;

    [Fact]
    public async Task Every_call_is_open_to_good_credentials_of_its_role_and_above_and_to_nothing_else()
    {
        await using var admin = await StartAsync();
        using var otherKey = new ProviderKey(_provider.Key.Id);
        var credentials = Good().Concat(Bad(otherKey)).ToList();
        var calls = Calls(await DescriptionAsync(admin)).ToList();
        calls.Count.ShouldBeGreaterThanOrEqualTo(50);

        var wrong = new List<string>();
        foreach (var (at, (method, path)) in calls.Index())
        {
            var needed = AgreedRoles.Of($"{method} {path}");

            // From an address of its own, so that bad credentials of other calls do not count.
            using var client = new HttpClient(LocalAddress.Handler(IPAddress.Parse($"127.2.0.{at + 1}"))) { BaseAddress = admin.Address };
            foreach (var credential in credentials)
            {
                var status = await StatusAsync(client, method, path, credential);
                if (!IsAsAgreed(status, needed, credential, method))
                {
                    wrong.Add($"{method} {path} with {credential.What}: {status}");
                }
            }
        }

        wrong.ShouldBeEmpty();
        Figures.Report("admin calls × credentials, all as agreed", $"{calls.Count} × {credentials.Count}");
    }

    [Fact]
    public async Task Calls_that_are_not_described_are_those_that_were_agreed()
    {
        await using var admin = await StartAsync();

        var described = Calls(await DescriptionAsync(admin)).Select(call => $"{call.Method} {call.Path}").ToHashSet();
        var others = ((IEndpointRouteBuilder)admin.App).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => (
                Call: $"{method} {System.Text.RegularExpressions.Regex.Replace(endpoint.RoutePattern.RawText!, ":[a-z]+}", "}")}", endpoint.Metadata.GetMetadata<EndpointAccess>()!.Role)))
            .Where(call => !described.Contains(call.Call)).Distinct().ToList();

        others.Where(call => call.Role is null).Select(call => call.Call).ShouldBe(AgreedRoles.PublicPages, ignoreOrder: true);
        others.Where(call => call.Role is not null).Select(call => call.Call).Order(StringComparer.Ordinal).ShouldBe(AgreedRoles.ViewersPages.Order(StringComparer.Ordinal));
        others.ShouldAllBe(call => call.Role == null || call.Role == AdminRole.Viewer);
    }

    [Fact]
    public async Task Every_call_that_was_agreed_exists()
    {
        await using var admin = await StartAsync();

        Calls(await DescriptionAsync(admin)).Select(call => $"{call.Method} {call.Path}").Order(StringComparer.Ordinal)
            .ShouldBe(AgreedRoles.Calls.Values.SelectMany(calls => calls).Concat(AgreedRoles.Public).Order(StringComparer.Ordinal));
    }

    private static bool IsAsAgreed(int status, AdminRole? needed, Credential credential, string method) =>
        needed is null ? status < 400
        : !credential.IsGood ? status == 401
        : credential.Role is not { } role || role < needed ? status == 403
        : credential.IsCookieAlone && method is not ("GET" or "HEAD") ? status == 403
        : status is not (401 or 403 or 429) && status < 500;

    private static IEnumerable<(string Method, string Path)> Calls(JsonElement description) =>
        from path in description.GetProperty("paths").EnumerateObject()
        from call in path.Value.EnumerateObject()
        select (call.Name.ToUpperInvariant(), path.Name);

    private static async Task<JsonElement> DescriptionAsync(AdminUnderTest admin)
    {
        using var viewer = admin.NewClient("vera");
        return (await admin.SendAsync(HttpMethod.Get, "/openapi/v1.json", client: viewer)).Json;
    }

    // Only the head of the answer: the stream of events has no end.
    private static async Task<int> StatusAsync(HttpClient client, string method, string path, Credential credential)
    {
        var filled = path.Replace("{revision}", "1", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(method), System.Text.RegularExpressions.Regex.Replace(filled, "{[a-z]+}", "shop", System.Text.RegularExpressions.RegexOptions.IgnoreCase));
        foreach (var (name, value) in credential.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return (int)answer.StatusCode;
    }

    private static Credential Session(AdminRole role, bool isGood = true, bool isCookieAlone = false, TimeSpan age = default)
    {
        var began = TimeProvider.System.GetUtcNow().Add(-age).ToUnixTimeSeconds();
        var cookie = new CookieSeal([SessionKey], "session").Close(new ConsoleSession($"{role}", $"oidc:{role}", role, began, began).ToBytes());
        (string, string)[] headers = [("Cookie", "canary-session=" + cookie), .. isCookieAlone ? [] : new[] { ("X-Canary-Console", "1") }];
        return new Credential($"a session of {role}{(isGood ? "" : " that is over")}{(isCookieAlone ? " without the console's header" : "")}", isGood, role, headers) { IsCookieAlone = isCookieAlone };
    }

    private static Credential Header(string what, bool isGood, AdminRole? role, string value) => new(what, isGood, role, [("Authorization", "Bearer " + value)]);

    private IEnumerable<Credential> Good() =>
    [
        Header("a viewer's key", true, AdminRole.Viewer, "key-of-vera"),
        Header("an operator's key", true, AdminRole.Operator, "key-of-otto"),
        Header("an admin's key", true, AdminRole.Admin, "key-of-ada"),
        new Credential("a viewer's key in its own header", true, AdminRole.Viewer, [("X-Api-Key", "key-of-vera")]),
        Header("a viewer's token", true, AdminRole.Viewer, _provider.Key.Sign(_provider.Claims("viewer"))),
        Header("an operator's token", true, AdminRole.Operator, _provider.Key.Sign(_provider.Claims("operator"))),
        Header("an admin's token", true, AdminRole.Admin, _provider.Key.Sign(_provider.Claims("admin"))),
        Header("a token without a role", true, null, _provider.Key.Sign(_provider.Claims("something else"))),
        Session(AdminRole.Viewer), Session(AdminRole.Operator), Session(AdminRole.Admin), Session(AdminRole.Admin, isCookieAlone: true),
    ];

    private IEnumerable<Credential> Bad(ProviderKey otherKey)
    {
        var (key, now) = (_provider.Key, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        string With(string claim, object value) => key.Sign(new Dictionary<string, object>(_provider.Claims("admin")) { [claim] = value });
        var signed = key.Sign(_provider.Claims("viewer")).Split('.');
        var tampered = $"{signed[0]}.{key.Sign(_provider.Claims("admin")).Split('.')[1]}.{signed[2]}";
        return
        [
            new Credential("none", false, null, []),
            Header("a wrong key", false, AdminRole.Admin, "key-of-nobody"),
            new Credential("two keys", false, AdminRole.Admin, [("Authorization", "Bearer key-of-ada"), ("X-Api-Key", "key-of-ada")]),
            Header("an expired token", false, AdminRole.Admin, With("exp", now - 120)),
            Header("a token that is not valid yet", false, AdminRole.Admin, With("nbf", now + 120)),
            Header("a token for another audience", false, AdminRole.Admin, With("aud", "urn:other")),
            Header("a token of another issuer", false, AdminRole.Admin, With("iss", "https://login.example.com")),
            Header("a token of another key", false, AdminRole.Admin, otherKey.Sign(_provider.Claims("admin"))),
            Header("a token with alg none", false, AdminRole.Admin, key.Unsigned(_provider.Claims("admin"))),
            Header("a token by HS256 with the public key", false, AdminRole.Admin, key.SignByPublicKey(_provider.Claims("admin"))),
            Header("a token with another payload", false, AdminRole.Admin, tampered),
            Session(AdminRole.Admin, isGood: false, age: TimeSpan.FromHours(9)),
            new Credential("a session's cookie that is made up", false, AdminRole.Admin, [("Cookie", "canary-session=" + new string('A', 200)), ("X-Canary-Console", "1")]),
        ];
    }

    private Task<AdminUnderTest> StartAsync() => AdminUnderTest.StartAsync(AdminUnderTest.AllRoles(), configure: options =>
    {
        options.TrustWithLogin(_provider);
        options.Oidc.Login.SessionKeys = [SessionKey];
    });

    private sealed record Credential(string What, bool IsGood, AdminRole? Role, IReadOnlyList<(string Name, string Value)> Headers)
    {
        public bool IsCookieAlone { get; init; }
    }
}
