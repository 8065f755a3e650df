namespace Canary.Cli.Api;

/// <summary>What goes with a write.</summary>
/// <param name="Reason">Why, for history and audit; or null.</param>
/// <param name="Revision">The revision that must be in force; null: any.</param>
/// <param name="MustNotExist">Whether what is written must not be there yet.</param>
internal sealed record WriteTerms(string? Reason, long? Revision = null, bool MustNotExist = false);
