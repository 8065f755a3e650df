using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace Canary.Gateway.Tests.Admin;

public sealed class ApiDescriptionTests
{
    [Fact]
    public async Task The_description_is_valid_and_of_version_3_1()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var reply = await admin.GetAsync("/openapi/v1.json");
        reply.Status.ShouldBe(200);
        reply.Json.GetProperty("openapi").GetString()!.ShouldStartWith("3.1");
        var read = OpenApiDocument.Parse(reply.Text, "json");
        (read.Diagnostic?.Errors ?? []).Select(error => error.ToString()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_call_of_the_api_is_described_and_nothing_else()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var mapped = ((IEndpointRouteBuilder)admin.App).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/v1", StringComparison.Ordinal) || endpoint.RoutePattern.RawText.EndsWith('z'))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
                .Select(method => $"{method} {Regex.Replace(endpoint.RoutePattern.RawText!, ":[a-z]+}", "}")}"));
        var paths = (await admin.GetAsync("/openapi/v1.json")).Json.GetProperty("paths");
        var described = paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(call => $"{call.Name.ToUpperInvariant()} {path.Name}"));
        described.Order(StringComparer.Ordinal).ShouldBe(mapped.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        var reply = await admin.GetAsync("/openapi/v1.json");

        foreach (Match reference in Regex.Matches(reply.Text, "\"\\$ref\": *\"#/([^\"]+)\""))
        {
            var at = reply.Json;
            foreach (var step in reference.Groups[1].Value.Split('/'))
            {
                at.TryGetProperty(step, out at).ShouldBeTrue(reference.Value);
            }
        }
    }

    [Fact]
    public async Task The_schema_of_a_service_has_every_field_that_is_answered()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();

        var schemas = (await admin.GetAsync("/openapi/v1.json")).Json.GetProperty("components").GetProperty("schemas");
        var service = (await admin.GetAsync(Shop.Path)).Json;
        string[] onlyWhereSet = ["owner", "objective", "fallback", "retries", "mirror", "limits", "upstream", "rollbackGrace", "transforms"];
        Names(service).Concat(onlyWhereSet).ShouldBe(Names(schemas.GetProperty("Service").GetProperty("properties")), ignoreOrder: true);
        Names(service.GetProperty("match")).ShouldBe(Names(schemas.GetProperty("Match").GetProperty("properties")), ignoreOrder: true);
        Names(service.GetProperty("timeouts")).Append("deadline").ShouldBe(Names(schemas.GetProperty("Timeouts").GetProperty("properties")), ignoreOrder: true);
        Names(service.GetProperty("variants").GetProperty("stable")).ShouldBeSubsetOf(Names(schemas.GetProperty("Variant").GetProperty("properties")));
    }

    [Fact]
    public async Task Writes_are_described_with_their_precondition_reason_and_problems()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var put = (await admin.GetAsync("/openapi/v1.json")).Json.GetProperty("paths").GetProperty("/api/v1/services/{name}").GetProperty("put");
        put.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("$ref").GetString()!.Split('/')[^1]).ShouldBe(["name", "If-Match", "If-None-Match", "X-Canary-Reason"]);
        Names(put.GetProperty("responses")).ShouldBe(["200", "201", "400", "401", "403", "409", "412", "413", "415", "429", "503"]);
        put.GetProperty("security").EnumerateArray().SelectMany(Names).ShouldBe(["bearer", "apiKey", "session"]);
    }

    [Fact]
    public async Task The_page_comes_whole_from_the_gateway_and_runs_no_script_of_others()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var page = await admin.GetAsync("/swagger/index.html");
        page.Status.ShouldBe(200);
        page.Headers["Content-Security-Policy"].ShouldContain("script-src 'self'");
        Regex.Matches(page.Text, "<script(?![^>]*\\bsrc=)").Count.ShouldBe(0);
        var sources = Regex.Matches(page.Text, "(?:src|href)=\"([^\"]+)\"").Select(match => match.Groups[1].Value).ToList();
        sources.ShouldNotBeEmpty();
        foreach (var source in sources)
        {
            source.ShouldNotContain("//");
            (await admin.GetAsync(new Uri(new Uri(admin.Address, "/swagger/index.html"), source).PathAndQuery)).Status.ShouldBe(200, source);
        }
    }

    private static List<string> Names(JsonElement json) => [.. json.EnumerateObject().Select(property => property.Name)];
}
