using System.Net;
using Canary.Core.Services;

namespace Canary.Core.Selection;

/// <summary>What selection may know of a request. The gateway reads it from a live request, <i>explain</i> from a described one.</summary>
/// <remarks>Used by one thread for the length of one selection; implementations may be reused between requests.</remarks>
public abstract class RequestFacts
{
    /// <summary>The method as it was sent.</summary>
    public abstract ReadOnlySpan<char> Method { get; }

    /// <summary>The path after normalisation, starting with <c>/</c>.</summary>
    public abstract ReadOnlySpan<char> Path { get; }

    /// <summary>The client's address, or null where it is not known.</summary>
    public abstract IPAddress? RemoteAddress { get; }

    /// <summary>The <paramref name="index"/>-th occurrence of a named value, false where there are not as many.</summary>
    /// <param name="source">Where to look.</param>
    /// <param name="name">Headers in any case, all else in exact case.</param>
    /// <param name="index">0 for the first occurrence.</param>
    /// <param name="value">The value, valid until the next call.</param>
    public abstract bool TryGetValue(FactSource source, string name, int index, out ReadOnlySpan<char> value);

    /// <summary>Microseconds on a monotonic clock, from any start. Read only where a rule has a regex, whose time is limited per request.</summary>
    public abstract long ElapsedMicroseconds { get; }

    /// <summary>What the regexes of this selection have used of their time; written by <see cref="RegexBudget"/> only.</summary>
    internal long RegexMicroseconds { get; set; }

    /// <summary>64 random bits. Where the answer must be repeatable, the implementation has a seed.</summary>
    public abstract ulong NextRandom();
}
