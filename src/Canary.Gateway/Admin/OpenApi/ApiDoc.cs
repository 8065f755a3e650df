namespace Canary.Gateway.Admin.OpenApi;

/// <summary>What the API description says of an endpoint, beside what follows from its route and its role.</summary>
/// <param name="Summary">What the call does, in one sentence.</param>
internal sealed record ApiDoc(string Summary)
{
    /// <summary>Further sentences, or null.</summary>
    public string? Description { get; init; }

    /// <summary>The name of the body's schema in <c>components.json</c>, or null where there is no body.</summary>
    public string? Body { get; init; }

    /// <summary>The body's media types. Default JSON.</summary>
    public IReadOnlyList<string> BodyTypes { get; init; } = ["application/json"];

    /// <summary>Whether the body may be left out. Default false.</summary>
    public bool IsBodyOptional { get; init; }

    /// <summary>Statuses of success. Default 200.</summary>
    public IReadOnlyList<int> Success { get; init; } = [200];

    /// <summary>The name of the answer's schema, or null where it has no body.</summary>
    public string? Answer { get; init; }

    /// <summary>The answer's media type. Default JSON.</summary>
    public string AnswerType { get; init; } = "application/json";

    /// <summary>Names of parameters in <c>components.json</c>.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];

    /// <summary>Statuses of problems, beside those that follow from the role.</summary>
    public IReadOnlyList<int> Problems { get; init; } = [];
}

/// <summary>Describes endpoints.</summary>
internal static class ApiDocExtensions
{
    /// <summary>Says what the endpoint does.</summary>
    public static TBuilder Described<TBuilder>(this TBuilder endpoint, ApiDoc doc)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(doc);
}
