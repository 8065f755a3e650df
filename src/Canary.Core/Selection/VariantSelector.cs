namespace Canary.Core.Selection;

/// <summary>Chooses the variant of a request: rollback, else the first rule that matches, else the bucket of a sticky key, else a draw by weight.</summary>
public static class VariantSelector
{
    /// <summary>Chooses for one request. Takes no lock, and allocates only where a cookie is issued.</summary>
    public static VariantSelection Select(ServiceSnapshot service, RequestFacts facts) => throw new NotImplementedException();
}
