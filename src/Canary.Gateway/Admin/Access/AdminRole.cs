namespace Canary.Gateway.Admin.Access;

/// <summary>What a caller of the admin listener may do; each role may do what the ones before it may.</summary>
internal enum AdminRole
{
    /// <summary>Reads everything but the audit, and asks which variant a request would get.</summary>
    Viewer,

    /// <summary>Changes services, and reads the audit.</summary>
    Operator,

    /// <summary>Decides what holds after the store lost its data.</summary>
    Admin,
}
