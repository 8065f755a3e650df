namespace Canary.Gateway.Admin.Access;

/// <summary>What a request's credentials say about its caller.</summary>
internal abstract record Identity
{
    /// <summary>There are none.</summary>
    public static Identity Missing { get; } = new None();

    /// <summary>They are good.</summary>
    public sealed record Known(Caller Caller) : Identity;

    /// <summary>There are none.</summary>
    public sealed record None : Identity;

    /// <summary>They are not good. The reason is told to the caller and the audit.</summary>
    /// <param name="Why">One or more sentences, without the credentials.</param>
    /// <param name="IsToken">Whether they were a bearer token, which has an error code of its own.</param>
    public sealed record Wrong(string Why, bool IsToken = false) : Identity;

    /// <summary>They were a session that is over: no attempt to get in, but time to log in again.</summary>
    public sealed record Ended(string Why) : Identity;

    /// <summary>Nothing can be said, as the identity provider is away.</summary>
    public sealed record Undecided(string Why) : Identity;
}
