using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control.Releases;

/// <summary>What became of what a person asked of a release.</summary>
internal abstract record ReleaseOutcome
{
    private ReleaseOutcome()
    {
    }

    /// <summary>It is written, for all members at once.</summary>
    /// <param name="Name">The release.</param>
    /// <param name="Members">Its services as they are served after it.</param>
    /// <param name="Revision">The new revision of all of them.</param>
    internal sealed record Done(string Name, IReadOnlyList<ServiceSnapshot> Members, long Revision) : ReleaseOutcome;

    /// <summary>There is no such release, or not any more.</summary>
    internal sealed record NoRelease(string Name) : ReleaseOutcome;

    /// <summary>The request is wrong.</summary>
    internal sealed record Invalid(IReadOnlyList<DocumentError> Errors) : ReleaseOutcome;

    /// <summary>It can't be done as things stand.</summary>
    /// <param name="Why">One sentence that says what is possible.</param>
    internal sealed record Refused(string Why) : ReleaseOutcome;

    /// <summary>The store did not take it.</summary>
    internal sealed record Unwritten(WriteResult Result) : ReleaseOutcome;
}
