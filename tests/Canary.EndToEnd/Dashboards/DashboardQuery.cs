namespace Canary.EndToEnd.Dashboards;

/// <summary>A PromQL query as a file has it.</summary>
/// <param name="Place">Where it stands, for messages.</param>
/// <param name="Expression">The query, with its variables.</param>
/// <param name="Instant">Whether only the latest moment is asked for.</param>
internal sealed record DashboardQuery(string Place, string Expression, bool Instant);
