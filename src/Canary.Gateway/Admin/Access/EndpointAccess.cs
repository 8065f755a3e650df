namespace Canary.Gateway.Admin.Access;

/// <summary>What an endpoint of the admin listener asks of its caller. An endpoint without it is refused for everyone.</summary>
/// <param name="Role">The lowest role that may call; null: anyone, without credentials.</param>
/// <param name="Action">What history and audit call the call, as <c>service.replace</c>.</param>
/// <param name="Changes">Whether the call changes something, so that a refused attempt is audited.</param>
internal sealed record EndpointAccess(AdminRole? Role, string Action, bool Changes);

/// <summary>Declares who may call an endpoint.</summary>
internal static class EndpointAccessExtensions
{
    /// <summary>Callers of <paramref name="role"/> and above may call, and nothing changes by it.</summary>
    public static TBuilder Reads<TBuilder>(this TBuilder endpoint, AdminRole role, string action)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new EndpointAccess(role, action, Changes: false));

    /// <summary>Callers of <paramref name="role"/> and above may call; refused attempts are audited.</summary>
    public static TBuilder Changes<TBuilder>(this TBuilder endpoint, AdminRole role, string action)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new EndpointAccess(role, action, Changes: true));

    /// <summary>Anyone may call, without credentials.</summary>
    public static TBuilder IsPublic<TBuilder>(this TBuilder endpoint, string action)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new EndpointAccess(null, action, Changes: false));
}
