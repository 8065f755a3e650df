using Canary.Gateway.Admin.Access;
using Canary.Gateway.Hosting;
using Microsoft.OpenApi;

namespace Canary.Gateway.Admin.OpenApi;

/// <summary>The description of the API for programs (OpenAPI 3.1) and for people (Swagger UI).</summary>
internal static class ApiDescription
{
    /// <summary>Adds what makes the description.</summary>
    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = api => api.ActionDescriptor.EndpointMetadata.OfType<ApiDoc>().Any();
        options.AddOperationTransformer(OperationTransformer.TransformAsync);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Canary.Gateway admin API",
                Version = GatewayVersion.Current,
                Description = "Services, their variants and weights, changed while traffic flows. Errors are application/problem+json (RFC 9457) with a stable code; "
                    + "a service's ETag is its revision, and If-Match guards a write against that of somebody else.",
            };
            document.Servers = [new OpenApiServer { Url = "/" }];
            document.Components = ApiComponents.Read();
            return Task.CompletedTask;
        });
    });

    /// <summary>Maps the description and its page.</summary>
    public static void MapApiDescription(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi("/openapi/v1.json").Reads(AdminRole.Viewer, "openapi");
        app.MapSwaggerUI("swagger", page =>
        {
            page.DocumentTitle = "Canary.Gateway admin API";
            page.SwaggerEndpoint("/openapi/v1.json", "v1");
            page.EnableTryItOutByDefault();
        }).Reads(AdminRole.Viewer, "swagger");
    }
}
