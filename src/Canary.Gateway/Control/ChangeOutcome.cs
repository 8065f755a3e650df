using Canary.Core.Rollouts;
using Canary.Core.Services;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control;

/// <summary>What became of a change.</summary>
/// <param name="Result">The store's answer, or null where the change itself was refused or the service does not exist.</param>
/// <param name="Errors">Why the change was refused, else empty.</param>
/// <param name="Service">The service as it was written, where it was.</param>
internal sealed record ChangeOutcome(WriteResult? Result, IReadOnlyList<DocumentError> Errors, ServiceConfig? Service)
{
    /// <summary>The file that owns the service, or null.</summary>
    public FileOwner? Owner { get; init; }

    /// <summary>The file that refused the change, or null.</summary>
    public FileOwner? RefusedBy { get; init; }

    /// <summary>Whether there is no such service.</summary>
    public bool NotFound => Result is null && Errors.Count == 0 && RefusedBy is null;
}
