using System.Globalization;
using System.Text.Json;
using Canary.Core.Services;
using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Admin.OpenApi;
using Canary.Gateway.Hosting;
using Canary.Gateway.Proxy.Testers;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Admin.Endpoints;

/// <summary>Signed tokens by which a tester gets one variant, whatever weights and rules say.</summary>
internal static class TesterEndpoints
{
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan MinLifetime = TimeSpan.FromMinutes(1);

    /// <summary>Maps the endpoint.</summary>
    public static void MapTesters(this IEndpointRouteBuilder api) =>
        api.MapPost("/services/{name}/testers", PostAsync)
            .Changes(AdminRole.Operator, "tester.token")
            .Described(new ApiDoc("Issues a signed token that gives its bearer one variant of the service for some time.")
            {
                Description = "Sent in X-Canary-Force, or as the cookie that is named in the answer. A rollback goes before it. It can't be taken back before it ends, other than by a change of the keys.",
                Body = "TesterRequest",
                Answer = "TesterToken",
                Problems = [404, 409],
            });

    private static async Task<IResult> PostAsync(HttpContext context, GatewayServices services, string name)
    {
        var (asked, problem) = await JsonBody.ReadAsync(context, Read);
        if (problem is not null)
        {
            return problem;
        }

        if (services.Snapshots.Current.Services.GetValueOrDefault(name) is not { } service)
        {
            return Problems.ServiceNotFound(name);
        }

        if (!service.Config.Variants.ContainsKey(asked.Variant))
        {
            return Problems.InvalidBody([new DocumentError("variant", $"must be one of the variants, but is {Quoted.Text(asked.Variant)}; the service has: {string.Join(", ", service.Config.Variants.Keys)}.")]);
        }

        if (services.Testers is not { } tokens)
        {
            return Problems.NoTesterKeys();
        }

        if (Origin.Read(context, out problem) is not { } origin)
        {
            return problem!;
        }

        var (token, expires) = tokens.Issue(name, asked.Variant, asked.Lifetime);
        await services.Store.AppendAuditAsync(
            new AuditEntry(0, default, origin, name, StatusCodes.Status200OK, null, string.Create(CultureInfo.InvariantCulture, $"variant '{asked.Variant}' until {expires:u}")), context.RequestAborted);
        return JsonAnswer.Ok(new { token, header = TesterTokens.Header, cookie = TesterTokens.CookiePrefix + name, variant = asked.Variant, expires });
    }

    private static (string Variant, TimeSpan Lifetime) Read(DocumentCursor body)
    {
        var fields = body.Fields("variant", "for");
        return (fields.Required("variant", c => c.Text(), ""), fields.Optional("for", ReadLifetime, DefaultLifetime));
    }

    private static TimeSpan ReadLifetime(DocumentCursor at)
    {
        var lifetime = at.Duration();
        if (at.Element.ValueKind == JsonValueKind.String && lifetime != TimeSpan.Zero && Ranges.Between(MinLifetime, TesterTokens.MaxLifetime)(lifetime) is { } problem)
        {
            at.Errors.Add(at.Path, problem);
        }

        return lifetime;
    }
}
