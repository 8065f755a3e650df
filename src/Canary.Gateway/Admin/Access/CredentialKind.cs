namespace Canary.Gateway.Admin.Access;

/// <summary>What showed who a caller is.</summary>
internal enum CredentialKind
{
    /// <summary>Nothing: the listener is open.</summary>
    None,

    /// <summary>An API key in a header.</summary>
    Key,

    /// <summary>A token of the identity provider in a header.</summary>
    Token,

    /// <summary>The cookie of a login, which browsers send on their own.</summary>
    Session,

    /// <summary>A client certificate, which browsers send on their own, too.</summary>
    Certificate,
}
