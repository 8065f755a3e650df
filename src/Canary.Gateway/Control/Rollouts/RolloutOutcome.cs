using Canary.Core.Rollouts;
using Canary.Core.Services;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control.Rollouts;

/// <summary>What became of what a person asked of a rollout.</summary>
internal abstract record RolloutOutcome
{
    private RolloutOutcome()
    {
    }

    /// <summary>It is written.</summary>
    /// <param name="Rollout">The rollout as it is now.</param>
    /// <param name="Revision">The service's new revision.</param>
    internal sealed record Done(Rollout Rollout, long Revision) : RolloutOutcome;

    /// <summary>There is no such service.</summary>
    internal sealed record NoService(string Name) : RolloutOutcome;

    /// <summary>The service never had a rollout.</summary>
    internal sealed record NoRollout(string Name) : RolloutOutcome;

    /// <summary>The plan is wrong.</summary>
    internal sealed record Invalid(IReadOnlyList<DocumentError> Errors) : RolloutOutcome;

    /// <summary>It can't be done as things stand.</summary>
    /// <param name="Why">One sentence that says what is possible.</param>
    internal sealed record Refused(string Why) : RolloutOutcome;

    /// <summary>The store did not take it.</summary>
    internal sealed record Unwritten(WriteResult Result) : RolloutOutcome;
}
