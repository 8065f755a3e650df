namespace Canary.Core.Selection;

/// <summary>Chooses a variant for a sticky key.</summary>
internal sealed class RendezvousChoice(string service, VariantSnapshot[] variants)
{
    public string Service { get; } = service;

    public VariantSnapshot[] Variants { get; } = variants;
}
