using System.Net;

namespace Canary.Core.Selection;

/// <summary>What selection may know of a request. The gateway reads it from a live request, <i>explain</i> from a described one.</summary>
/// <remarks>Used by one thread for the length of one selection; implementations may be reused between requests.</remarks>
public abstract class RequestFacts
{
    /// <summary>There is no further occurrence, so that most values are looked up once.</summary>
    public const int NoMore = -1;

    /// <summary>The method as it was sent.</summary>
    public abstract ReadOnlySpan<char> Method { get; }

    /// <summary>The path after normalisation, starting with <c>/</c>.</summary>
    public abstract ReadOnlySpan<char> Path { get; }

    /// <summary>The client's address, or null where it is not known.</summary>
    public abstract IPAddress? RemoteAddress { get; }

    /// <summary>One occurrence of a named value, false where there are not as many.</summary>
    /// <param name="fact">Which value.</param>
    /// <param name="next">0 asks for the first occurrence; then, where there was one, what to ask for next, or <see cref="NoMore"/>.</param>
    /// <param name="value">The value, valid until the next call.</param>
    public abstract bool TryGetNext(NamedFact fact, scoped ref int next, out ReadOnlySpan<char> value);

    /// <summary>Microseconds on a monotonic clock, from any start. Read only where a rule has a regex, whose time is limited per request.</summary>
    public abstract long ElapsedMicroseconds { get; }

    /// <summary>What the regexes of this selection have used of their time; written by <see cref="RegexBudget"/> only.</summary>
    internal long RegexMicroseconds { get; set; }

    /// <summary>64 random bits. Where the answer must be repeatable, the implementation has a seed.</summary>
    public abstract ulong NextRandom();
}
