using System.Text.Json;
using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Oidc;

namespace Canary.Gateway.Tests.Admin.Oidc;

public sealed class CallerClaimsTests
{
    [Theory]
    [InlineData("roles", """{ "roles": "operator" }""", AdminRole.Operator)]
    [InlineData("roles", """{ "roles": ["viewer", "admin", "operator"] }""", AdminRole.Admin)]
    [InlineData("roles", """{ "roles": ["Admin", "ADMIN", 7, null, { }] }""", null)]
    [InlineData("roles", """{ "roles": { "admin": true } }""", null)]
    [InlineData("roles", """{ "roles": true }""", null)]
    [InlineData("roles", """{ "roles": "guests admin" }""", null)]
    [InlineData("roles", """{ }""", null)]
    [InlineData("scope", """{ "scope": "openid operator" }""", AdminRole.Operator)]
    [InlineData("realm_access.roles", """{ "realm_access": { "roles": ["viewer"] } }""", AdminRole.Viewer)]
    [InlineData("realm_access.roles", """{ "realm_access": "viewer" }""", null)]
    [InlineData("https://example.com/roles", """{ "https://example.com/roles": ["admin"] }""", AdminRole.Admin)]
    public void RoleIn_claims_is_the_highest_that_a_value_gives(string claim, string json, object? role)
    {
        var claims = Read(new OidcOptions { RoleClaim = claim });
        claims.RoleIn(JsonElement.Parse(json)).ShouldBe((AdminRole?)role);
    }

    [Fact]
    public void RoleIn_with_values_given_knows_no_default_ones()
    {
        var options = new OidcOptions { RoleClaim = "groups" };
        options.Roles.Operator.Add("platform team");
        options.Roles.Admin.Add("root");
        var claims = Read(options);

        claims.RoleIn(JsonElement.Parse("""{ "groups": ["platform team"] }""")).ShouldBe(AdminRole.Operator);
        claims.RoleIn(JsonElement.Parse("""{ "groups": ["platform team", "root"] }""")).ShouldBe(AdminRole.Admin);
        claims.RoleIn(JsonElement.Parse("""{ "groups": ["viewer", "operator", "admin"] }""")).ShouldBeNull();
    }

    [Theory]
    [InlineData("sub", """{ "sub": "0192-ab" }""", "oidc:0192-ab")]
    [InlineData("preferred_username", """{ "sub": "1", "preferred_username": " olga " }""", "oidc:olga")]
    [InlineData("sub", """{ "sub": 7 }""", null)]
    [InlineData("sub", """{ "sub": "" }""", null)]
    [InlineData("sub", """{ "sub": "a\u0007b" }""", null)]
    [InlineData("email", """{ "sub": "1" }""", null)]
    public void NameIn_claims_is_the_claims_text_after_a_prefix_that_no_key_can_have(string claim, string json, string? name) =>
        Read(new OidcOptions { NameClaim = claim }).NameIn(JsonElement.Parse(json)).ShouldBe(name);

    [Fact]
    public void NameIn_claims_that_is_too_long_is_none() =>
        Read(new OidcOptions()).NameIn(JsonElement.Parse($$"""{ "sub": "{{new string('a', 96)}}" }""")).ShouldBeNull();

    private static CallerClaims Read(OidcOptions options)
    {
        var problems = new List<string>();
        var claims = CallerClaims.Read(options, problems);
        problems.ShouldBeEmpty();
        return claims;
    }
}
