namespace Canary.Core.Selection;

/// <summary>The outcome of choosing a variant for one request.</summary>
/// <param name="Variant">Index into <see cref="ServiceSnapshot.Variants"/>.</param>
/// <param name="Reason">Why.</param>
/// <param name="Rule">Index of the rule that matched, else -1.</param>
/// <param name="StickySource">Index of the sticky source whose key decided, else -1.</param>
/// <param name="Bucket">Where the sticky key fell; 0 and without meaning where <paramref name="StickySource"/> is -1.</param>
/// <param name="IssuedKey">A new key that the client is to be given as a cookie (of the source <paramref name="StickySource"/>), or null.</param>
public readonly record struct VariantSelection(
    int Variant, SelectionReason Reason, int Rule = -1, int StickySource = -1, uint Bucket = 0, string? IssuedKey = null);
