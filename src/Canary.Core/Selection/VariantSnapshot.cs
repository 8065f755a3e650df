using Canary.Core.Services;

namespace Canary.Core.Selection;

/// <summary>A variant as requests see it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Weight">The share in force.</param>
/// <param name="Config">What the operator wrote.</param>
public sealed record VariantSnapshot(string Name, Weight Weight, VariantConfig Config);
