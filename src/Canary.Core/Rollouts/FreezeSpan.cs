namespace Canary.Core.Rollouts;

/// <summary>A freeze window that is in force.</summary>
/// <param name="Name">Its name, or its cron expression where it has none.</param>
/// <param name="Until">When it ends.</param>
public sealed record FreezeSpan(string Name, DateTimeOffset Until)
{
    /// <inheritdoc/>
    public override string ToString() => $"freeze window {Services.Quoted.Text(Name)} until {RolloutText.Time(Until)}";
}
