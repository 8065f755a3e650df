namespace Canary.Gateway.Discovery.Kubernetes;

/// <summary>What a line of a watch said.</summary>
/// <param name="IsNews">Whether slices may be others now.</param>
/// <param name="Version">The version up to which all is known now; empty with an error.</param>
/// <param name="Error">The status of an error, or null.</param>
/// <param name="Message">What the server said of an error.</param>
internal sealed record SliceChange(bool IsNews, string Version, int? Error = null, string? Message = null);
