using Canary.Gateway.Admin;
using Canary.Gateway.Admin.Access;
using Canary.Gateway.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Canary.Gateway.Tests.Admin;

public sealed class AccessTests
{
    [Fact]
    public async Task Every_endpoint_declares_who_may_call_it()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var undeclared = Endpoints(admin).Where(endpoint => endpoint.Metadata.GetMetadata<EndpointAccess>() is null);
        undeclared.Select(endpoint => endpoint.RoutePattern.RawText).ShouldBeEmpty();
        Endpoints(admin).Where(endpoint => Access(endpoint).Role is null).Select(endpoint => endpoint.RoutePattern.RawText).Distinct().Order().ShouldBe(["/", "/console/config.json", "/console/{**path}", "/links/{token}", "/livez", "/readyz"]);
    }

    [Fact]
    public async Task An_endpoint_that_declares_nothing_is_refused_for_everyone()
    {
        await using var admin = await AdminUnderTest.StartAsync(AdminUnderTest.AllRoles());
        admin.App.MapGet("/forgotten", () => "secret");
        using var all = admin.NewClient("ada");

        var reply = await admin.SendAsync(HttpMethod.Get, "/forgotten", client: all);
        reply.ShouldBeProblem(403, "forbidden");
    }

    [Fact]
    public async Task Every_endpoint_is_open_to_its_role_and_above_and_to_nobody_else()
    {
        await using var admin = await AdminUnderTest.StartAsync(AdminUnderTest.AllRoles());
        using var viewer = admin.NewClient("vera");
        using var oper = admin.NewClient("otto");
        using var all = admin.NewClient("ada");
        var callers = new (AdminRole? Role, HttpClient Client)[] { (null, admin.Client), (AdminRole.Viewer, viewer), (AdminRole.Operator, oper), (AdminRole.Admin, all) };

        foreach (var (endpoint, method) in Calls(admin))
        {
            foreach (var (role, client) in callers)
            {
                var status = await StatusAsync(client, method, PathOf(endpoint));
                var because = $"{method} {endpoint.RoutePattern.RawText} as {role?.ToString() ?? "nobody"} gave {status}";
                switch (Access(endpoint).Role)
                {
                    case null when endpoint.RoutePattern.RawText!.StartsWith("/links/", StringComparison.Ordinal):
                        // The link itself is the credential, and this is none.
                        status.ShouldBeOneOf(403, 429);
                        break;
                    case null:
                        status.ShouldBeLessThan(400, because);
                        break;
                    case { } when role is null:
                        status.ShouldBe(401, because);
                        break;
                    case { } needed when role < needed:
                        status.ShouldBe(403, because);
                        break;
                    default:
                        status.ShouldNotBeOneOf(401, 403, 429, 500);
                        break;
                }
            }
        }
    }

    [Fact]
    public async Task The_roles_are_those_that_were_agreed()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var needed = Calls(admin).ToDictionary(call => $"{call.Method} {call.Endpoint.RoutePattern.RawText}", call => Access(call.Endpoint).Role);
        needed.Where(call => call.Value == AdminRole.Admin).Select(call => call.Key).ShouldBe(["DELETE /api/v1/sinks/{name}", "GET /api/v1/backup", "POST /api/v1/restore", "POST /api/v1/store/recover", "PUT /api/v1/sinks/{name}"], ignoreOrder: true);
        needed.Where(call => call.Value == AdminRole.Operator).Select(call => call.Key).Order(StringComparer.Ordinal).ShouldBe(
        [
            "DELETE /api/v1/services/{name}", "GET /api/v1/audit", "PATCH /api/v1/services/{name}", "POST /api/v1/releases",
            "POST /api/v1/releases/{name}/cancel", "POST /api/v1/releases/{name}/confirm", "POST /api/v1/releases/{name}/pause",
            "POST /api/v1/releases/{name}/promote", "POST /api/v1/releases/{name}/resume", "POST /api/v1/releases/{name}/rollback",
            "POST /api/v1/services/{name}/restore", "POST /api/v1/services/{name}/rollback", "POST /api/v1/services/{name}/rollout",
            "POST /api/v1/services/{name}/rollout/abort", "POST /api/v1/services/{name}/rollout/approve",
            "POST /api/v1/services/{name}/rollout/pause", "POST /api/v1/services/{name}/rollout/promote",
            "POST /api/v1/services/{name}/rollout/resume", "POST /api/v1/services/{name}/rollout/retry",
            "POST /api/v1/services/{name}/rollout/verdict", "POST /api/v1/services/{name}/testers", "POST /api/v1/sinks/{name}/dead-letters/resend", "POST /api/v1/sinks/{name}/test",
            "PUT /api/v1/services/{name}", "PUT /api/v1/services/{name}/weights",
        ]);
    }

    [Theory]
    [InlineData("Authorization", "Bearer key-of-vera", 200)]
    [InlineData("Authorization", "bearer key-of-vera", 200)]
    [InlineData("X-Api-Key", "key-of-vera", 200)]
    [InlineData("Authorization", "Bearer key-of-verb", 401)]
    [InlineData("Authorization", "Bearer ", 401)]
    [InlineData("Authorization", "Basic dmVyYTprZXktb2YtdmVyYQ==", 401)]
    [InlineData("Authorization", "key-of-vera", 401)]
    [InlineData("X-Api-Key", "", 401)]
    [InlineData("X-Api-Key", "key-of-vera,key-of-vera", 401)]
    public async Task A_key_is_taken_from_either_header_and_must_be_right(string name, string value, int status)
    {
        await using var admin = await AdminUnderTest.StartAsync(AdminUnderTest.AllRoles());

        var reply = await admin.GetAsync("/api/v1/services", (name, value));
        reply.Status.ShouldBe(status, reply.Text);
        if (status == 401)
        {
            reply.ShouldBeProblem(401, "unauthenticated");
            reply.Headers["WWW-Authenticate"].ShouldBe("Bearer");
        }
    }

    [Fact]
    public async Task Nothing_is_learnt_without_credentials_about_what_exists()
    {
        await using var admin = await AdminUnderTest.StartAsync(AdminUnderTest.AllRoles());

        foreach (var path in new[] { "/nothing", "/api/v1/services/shop", "/metrics", "/swagger", "/swagger/index.html", "/openapi/v1.json" })
        {
            (await admin.GetAsync(path)).ShouldBeProblem(401, "unauthenticated");
            (await admin.PostAsync(path, "{}")).ShouldBeProblem(401, "unauthenticated");
        }

        (await admin.GetAsync("/livez")).Status.ShouldBe(200);
        (await admin.GetAsync("/readyz")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Wrong_keys_are_slowed_down_and_right_ones_never()
    {
        await using var admin = await AdminUnderTest.StartAsync(AdminUnderTest.AllRoles());
        using var wrong = admin.NewClient("nobody");
        using var viewer = admin.NewClient("vera");

        for (var i = 0; i < FailedAttempts.Allowed; i++)
        {
            (await StatusAsync(wrong, "GET", "/api/v1/services")).ShouldBe(401);
        }

        var reply = await admin.SendAsync(HttpMethod.Get, "/api/v1/services", client: wrong);
        reply.ShouldBeProblem(429, "too-many-attempts");
        int.Parse(reply.Headers["Retry-After"]).ShouldBeInRange(1, 60);
        (await StatusAsync(viewer, "GET", "/api/v1/services")).ShouldBe(200);
    }

    [Fact]
    public void Build_with_wrong_settings_names_every_one_of_them()
    {
        var options = new AdminOptions
        {
            Urls = "http://0.0.0.0:0;https://127.0.0.1:1;nonsense",
            ApiKeys =
            [
                AdminUnderTest.Key("vera", "viewer"),
                new ApiKeyOptions { Name = "vera", Hash = "the-key-itself", Role = "root" },
                new ApiKeyOptions { Name = "", Hash = AdminUnderTest.Key("vera", "viewer").Hash.ToLowerInvariant(), Role = "Admin" },
            ],
        };

        var problems = Should.Throw<SettingsException>(() => AdminHost.Build(options, null!)).Problems;
        problems.ShouldContain(line => line.StartsWith("Canary:Admin:ApiKeys:1:Name") && line.Contains("'vera'"));
        problems.ShouldContain(line => line.StartsWith("Canary:Admin:ApiKeys:1:Hash") && line.Contains("64 hex digits"));
        problems.ShouldContain(line => line.StartsWith("Canary:Admin:ApiKeys:1:Role") && line.Contains("'root'") && line.Contains("viewer, operator or admin"));
        problems.ShouldContain(line => line.StartsWith("Canary:Admin:ApiKeys:2:Name"));
        problems.ShouldContain(line => line.StartsWith("Canary:Admin:ApiKeys:2:Hash") && line.Contains("another key"));
        problems.ShouldContain(line => line.StartsWith("Canary:Admin:Certificate:Path is empty"));
        problems.ShouldContain(line => line.StartsWith("Canary:Admin:Urls") && line.Contains("'nonsense'"));
        problems.Count.ShouldBe(7);
        problems.ShouldAllBe(line => !line.Contains("the-key-itself"));
    }

    [Theory]
    [InlineData("http://0.0.0.0:8081")]
    [InlineData("http://*:8081")]
    [InlineData("http://[::]:8081")]
    [InlineData("http://192.168.1.2:8081")]
    [InlineData("http://gateway.example.com:8081")]
    [InlineData("http://127.0.0.1:0;http://+:8081")]
    public void Build_without_keys_beyond_loopback_refuses_and_says_the_way_out(string urls)
    {
        var problem = Should.Throw<SettingsException>(() => AdminHost.Build(new AdminOptions { Urls = urls }, null!)).Problems.ShouldHaveSingleItem();
        problem.ShouldStartWith("Canary:Admin:Urls");
        problem.ShouldContain("Canary:Admin:ApiKeys");
        problem.ShouldContain("http://127.0.0.1:8081");
    }

    private static IEnumerable<RouteEndpoint> Endpoints(AdminUnderTest admin) =>
        ((IEndpointRouteBuilder)admin.App).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    private static IEnumerable<(RouteEndpoint Endpoint, string Method)> Calls(AdminUnderTest admin) =>
        from endpoint in Endpoints(admin)
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        select (endpoint, method);

    private static EndpointAccess Access(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<EndpointAccess>()!;

    private static string PathOf(RouteEndpoint endpoint) =>
        "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => segment.Parts[0] switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "revision" } => "1",
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "path" } => "index.html",
            _ => "shop",
        }));

    // Only the head of the answer: the stream of events has no end.
    private static async Task<int> StatusAsync(HttpClient client, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return (int)answer.StatusCode;
    }
}
