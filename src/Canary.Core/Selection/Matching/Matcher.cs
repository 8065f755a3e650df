namespace Canary.Core.Selection.Matching;

/// <summary>A compiled condition on a request.</summary>
/// <remarks>Immutable: what matching needs to remember within a request is in <see cref="RequestFacts"/>.</remarks>
internal abstract class Matcher
{
    /// <summary>Whether the condition is true of the request. Allocates nothing.</summary>
    public abstract bool Matches(RequestFacts facts);
}
