using Canary.Gateway.Tests.Proxy.Forwarding;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.Guarding;

/// <summary>What clients of the proxy listener try in order to reach what is not theirs, and to choose a variant.</summary>
public sealed class ReachTests(ReachTests.Shop shop) : IClassFixture<ReachTests.Shop>
{
    /// <summary>Targets and headers that no request of the public service may get to the other one by, whose host or path is <c>internal</c>.</summary>
    public static TheoryData<string, string> Spellings => new()
    {
        { "/public/../internal/x", "" }, { "/public/%2e%2e/internal/x", "" }, { "/public/%2E%2e/internal/x", "" }, { "/public/.%2e/internal/x", "" }, { "/public/..%2finternal/x", "" },
        { "/public/..;/internal/x", "" }, { "/public/..%5cinternal/x", "" }, { "/public//internal/x", "" }, { "/public/./../internal/x", "" }, { "/public/%252e%252e/internal/x", "" },
        { "/public/x?/internal/x", "" }, { "/public%2f..%2finternal/x", "" }, { "/./internal/x", "" }, { "//internal/x", "" }, { "/%69nternal/x", "" }, { "/internal%2fx", "" },
        { "/internal/./x", "" }, { "/public;/../internal/x", "" }, { "http://shop/public/../internal/x", "" }, { "http://internal.example.com/x", "" },
        { "/public/x", "X-Original-URL: /internal/x\r\n" }, { "/public/x", "X-Rewrite-URL: /internal/x\r\n" }, { "/public/x", "X-Forwarded-Host: internal.example.com\r\n" },
        { "/public/x", "X-Forwarded-Prefix: /internal\r\n" }, { "/public/x", "Forwarded: host=internal.example.com\r\n" }, { "/public/x", "X-Host: internal.example.com\r\n" },
        { "/public/x", "Connection: Host, close\r\n" }, { "/public/x", "X_Host: internal.example.com\r\n" },
    };

    /// <summary>The admin surface's own paths, however they are asked for.</summary>
    public static TheoryData<string> AdminPaths =>
        ["/api/v1/services", "/metrics", "/readyz", "/livez", "/openapi/v1.json", "/swagger", "/%61pi/v1/services", "//api/v1/services", "/api/v1/services/shop/rollback", "/console", "/public/../api/v1/services", "/"];

    /// <summary>What a client says to get the canary, whose weight is 0.</summary>
    public static TheoryData<string> Choices =>
    [
        "X-Canary-Variant: canary\r\n", "x-canary-variant: canary\r\n", "X_Canary_Variant: canary\r\n", "X-Canary-Mirror: canary\r\n", "X-Canary-Force: canary\r\n", "X-Canary-Token: canary\r\n",
        "X-Canary-Tester: canary\r\n", "baggage: canary.public=canary\r\n", "Baggage: canary.public=canary,canary.public=canary\r\n", "baggage: Canary.Public=canary;p=1\r\n", "Cookie: canary-id=canary\r\n",
        "Cookie: X-Canary-Variant=canary\r\n", "Cookie: canary=canary; variant=canary\r\n", "X-Forwarded-For: 10.0.0.1\r\nbaggage: canary.public=canary\r\n", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\ntracestate: canary=canary\r\n",
        "X-HTTP-Method-Override: CANARY\r\n", "X-User-Group: beta\r\nConnection: X-User-Group, close\r\n",
    ];

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task Another_services_backend_gets_only_what_is_matched_to_it_and_the_public_one_never_gets_its_paths(string target, string headers)
    {
        await shop.SendAsync(target, headers);

        // Whatever spelling leads to a backend, it is that of the service whose rules were applied: each says in its answers which it is.
        shop.Public.ShouldNotContain(seen => IsInternal(seen), $"{target} {headers}");
        shop.Internal.ShouldAllBe(seen => IsInternal(seen), $"{target} {headers}");
    }

    [Theory]
    [MemberData(nameof(AdminPaths))]
    public async Task The_admin_surface_is_not_on_the_proxy_listener(string path)
    {
        foreach (var host in new[] { "shop", $"127.0.0.1:{shop.Gateway.Admin.BaseAddress!.Port}", "localhost", "admin" })
        {
            var answer = await RawBackend.AskAsync(shop.Gateway.Proxy.BaseAddress!, $"GET {path} HTTP/1.1\r\nHost: {host}\r\nX-Api-Key: x\r\nConnection: close\r\n\r\n");
            answer.ShouldNotContain("canary_build_info");
            answer.ShouldNotContain("\"variants\"");
            answer.ShouldNotContain("swagger-ui");
            (answer.StartsWith("HTTP/1.1 404", StringComparison.Ordinal) || answer.Contains("X-Canary-Variant", StringComparison.Ordinal)).ShouldBeTrue(answer);
        }
    }

    [Theory]
    [MemberData(nameof(Choices))]
    public async Task No_client_chooses_a_variant_that_weights_do_not_give(string headers)
    {
        var answer = await shop.SendAsync("/public/x", headers);
        answer.ShouldContain("X-Canary-Variant: stable");
    }

    private static bool IsInternal(string target)
    {
        // As a backend that decodes once and then resolves would read it.
        var segments = new List<string>();
        foreach (var segment in Uri.UnescapeDataString(target.Split('?')[0]).Split('/', '\\').Where(s => s is not ("" or ".")))
        {
            if (segment != "..")
            {
                segments.Add(segment);
            }
            else if (segments.Count > 0)
            {
                segments.RemoveAt(segments.Count - 1);
            }
        }

        return segments is ["internal", ..];
    }

    /// <summary>A public service, an internal one, and a canary that gets nothing.</summary>
    public sealed class Shop : IAsyncLifetime
    {
        private StubBackend _public = null!;
        private StubBackend _internal = null!;

        public GatewayUnderTest Gateway { get; private set; } = null!;

        /// <summary>The targets that reached the public service's backend in the latest call.</summary>
        public IReadOnlyList<string> Public { get; private set; } = [];

        /// <summary>The targets that reached the internal service's backend in the latest call.</summary>
        public IReadOnlyList<string> Internal { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            (_public, _internal) = (await StubBackend.StartAsync("public"), await StubBackend.StartAsync("internal"));
            Gateway = await GatewayUnderTest.StartAsync();
            await Gateway.PutServiceAsync("public", $$"""
                {"name": "public", "match": {"path": "/public"}, "variants": {"stable": {"destinations": ["{{_public.Address}}"] }, "canary": {"destinations": ["{{_internal.Address}}"] } },
                 "weights": {"stable": 100, "canary": 0}, "rules": [{"name": "nobody", "when": {"header": "x-user-group", "equals": "only-this"}, "variant": "canary"}] }
                """);
            await Gateway.PutServiceAsync("internal", $$"""
                {"name": "internal", "match": {"hosts": ["internal.example.com"], "path": "/internal"}, "variants": {"stable": {"destinations": ["{{_internal.Address}}"] } } }
                """);
        }

        public async Task<string> SendAsync(string target, string headers)
        {
            var (before, beforeInternal) = (_public.Requests, _internal.Requests);
            var answer = await RawBackend.AskAsync(Gateway.Proxy.BaseAddress!, $"GET {target} HTTP/1.1\r\nHost: shop\r\n{headers}{(headers.Contains("Connection", StringComparison.Ordinal) ? "" : "Connection: close\r\n")}\r\n");
            Public = _public.Requests > before ? [_public.LatestTarget] : [];
            Internal = _internal.Requests > beforeInternal ? [_internal.LatestTarget] : [];
            return answer;
        }

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await _public.DisposeAsync();
            await _internal.DisposeAsync();
        }
    }
}
