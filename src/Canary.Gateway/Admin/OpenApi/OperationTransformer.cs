using System.Globalization;
using Canary.Gateway.Admin.Access;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Canary.Gateway.Admin.OpenApi;

/// <summary>Fills an operation of the description from the endpoint's <see cref="ApiDoc"/> and <see cref="EndpointAccess"/>.</summary>
internal static class OperationTransformer
{
    private static readonly Dictionary<int, string> Meanings = new()
    {
        [200] = "Done.",
        [201] = "Created.",
        [204] = "Done; there is nothing to tell.",
        [304] = "Unchanged since the revision of If-None-Match.",
        [400] = "The body, a parameter or a header is wrong; errors has every field with what is wrong and what is allowed.",
        [401] = "Credentials are missing or wrong.",
        [403] = "The caller has no role or not enough of one, or a web page of another origin asks.",
        [404] = "There is no such service or version.",
        [409] = "Another service has this host and path, a file owns what would change, what is stored can't be used again, or the store is not empty.",
        [412] = "The service is not at the revision of If-Match, or exists although If-None-Match says it must not; ETag has the current one.",
        [413] = "The body is larger than 1 MB.",
        [415] = "The body is of a type that the call does not take.",
        [429] = "Too many wrong credentials from this address.",
        [503] = "The store or the identity provider does not answer, or the store lost its data; nothing is known to have changed.",
    };

    /// <summary>Fills one operation.</summary>
    public static Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var doc = metadata.OfType<ApiDoc>().Last();
        var access = metadata.OfType<EndpointAccess>().Last();
        operation.Summary = doc.Summary;
        operation.Description = Describe(doc, access);
        operation.OperationId = access.Action.Replace('.', '-');
        operation.Tags = new HashSet<OpenApiTagReference>();
        operation.Parameters = [.. Parameters(doc, access, context).Select(name => new OpenApiParameterReference(name, context.Document))];
        operation.RequestBody = doc.Body is null ? null : Body(doc, context.Document!);
        operation.Responses = Responses(doc, access, context.Document!);
        if (access.Role is not null)
        {
            operation.Security = [Scheme("bearer", context.Document!), Scheme("apiKey", context.Document!), Scheme("session", context.Document!)];
        }

        return Task.CompletedTask;
    }

    private static string Describe(ApiDoc doc, EndpointAccess access)
    {
        var role = access.Role is { } needed ? $"Needs the role {needed.ToString().ToLowerInvariant()}." : "Needs no credentials.";
        return doc.Description is null ? role : $"{doc.Description} {role}";
    }

    private static IEnumerable<string> Parameters(ApiDoc doc, EndpointAccess access, OpenApiOperationTransformerContext context)
    {
        foreach (var parameter in context.Description.ParameterDescriptions.Where(p => p.Source.Id == "Path"))
        {
            yield return parameter.Name;
        }

        foreach (var name in doc.Parameters)
        {
            yield return name;
        }

        if (access.Changes)
        {
            yield return "X-Canary-Reason";
        }
    }

    private static OpenApiRequestBody Body(ApiDoc doc, OpenApiDocument document) => new()
    {
        Required = !doc.IsBodyOptional,
        Content = doc.BodyTypes.ToDictionary(type => type, _ => new OpenApiMediaType { Schema = new OpenApiSchemaReference(doc.Body!, document) }),
    };

    private static OpenApiResponses Responses(ApiDoc doc, EndpointAccess access, OpenApiDocument document)
    {
        var responses = new OpenApiResponses();
        foreach (var status in doc.Success)
        {
            responses[Key(status)] = Success(doc, status, document);
        }

        int[] ofBody = doc.Body is null ? [] : [400, 413, 415];
        int[] ofRole = access.Role is null ? [] : [401, 403, 429, 503];
        int[] ofStore = access.Changes ? [400, 503] : [];
        foreach (var status in doc.Problems.Concat(ofBody).Concat(ofRole).Concat(ofStore).Distinct().Order())
        {
            responses[Key(status)] = new OpenApiResponse
            {
                Description = Meanings[status],
                Content = Content("application/problem+json", "Problem", document),
            };
        }

        return responses;
    }

    private static OpenApiResponse Success(ApiDoc doc, int status, OpenApiDocument document)
    {
        var response = new OpenApiResponse { Description = Meanings[status] };
        if (doc.Answer is not null && status is 200 or 201)
        {
            response.Content = Content(doc.AnswerType, doc.Answer!, document);
        }

        if (doc.Answer == "StoredService")
        {
            response.Headers = new Dictionary<string, IOpenApiHeader> { ["ETag"] = new OpenApiHeaderReference("ETag", document) };
        }

        return response;
    }

    private static Dictionary<string, OpenApiMediaType> Content(string type, string schema, OpenApiDocument document) =>
        new() { [type] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(schema, document) } };

    private static OpenApiSecurityRequirement Scheme(string name, OpenApiDocument document) =>
        new() { [new OpenApiSecuritySchemeReference(name, document)] = [] };

    private static string Key(int status) => status.ToString(CultureInfo.InvariantCulture);
}
