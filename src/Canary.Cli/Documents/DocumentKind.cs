namespace Canary.Cli.Documents;

/// <summary>What a document declares, by its field <c>kind</c>; a document without it declares a service.</summary>
internal enum DocumentKind
{
    /// <summary>A service.</summary>
    Service,

    /// <summary>A sink of notifications.</summary>
    Sink,

    /// <summary>A rollout of a service.</summary>
    Rollout,
}
