namespace Canary.Gateway.Admin.Access;

/// <summary>Who calls the admin listener.</summary>
/// <param name="Name">What audit and history call them.</param>
/// <param name="Role">What they may do; null: nothing, as no role is theirs.</param>
/// <param name="KnownBy">What showed who they are.</param>
internal sealed record Caller(string Name, AdminRole? Role, CredentialKind KnownBy)
{
    /// <summary>Until when the credential is good; null, the default, where it has no end of its own.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Everyone, where the listener is open.</summary>
    public static Caller Anonymous { get; } = new("anonymous", AdminRole.Admin, CredentialKind.None);

    /// <summary>What audit calls someone whose credentials are missing or wrong.</summary>
    public const string Unknown = "unknown";

    /// <summary>The caller of a request that passed <see cref="AccessMiddleware"/>, else null.</summary>
    public static Caller? Of(HttpContext context) => context.Features.Get<Caller>();
}
