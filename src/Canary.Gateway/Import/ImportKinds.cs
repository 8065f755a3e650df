namespace Canary.Gateway.Import;

/// <summary>What a document of a file declares: its field <c>kind</c>. A document without it declares a service.</summary>
internal static class ImportKinds
{
    /// <summary>A service.</summary>
    public const string Service = "Service";

    /// <summary>A rollout of one of the folder's services.</summary>
    public const string Rollout = "Rollout";

    /// <summary>A sink of notifications.</summary>
    public const string Sink = "Sink";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Service, Rollout, Sink];
}
