using Canary.Core.Services;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control;

/// <summary>Changes services: reads the current one, writes by compare-and-set, and waits until this gateway's requests see the result.</summary>
internal sealed class ServiceWriter
{
    /// <summary>Creates or replaces a service.</summary>
    public Task<WriteResult> ReplaceAsync(ServiceConfig service, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Changes an existing service. Where nobody gave a condition and another writer comes between, it is read and changed again.</summary>
    /// <param name="name">The service.</param>
    /// <param name="change">From the service as it is to the service as it should be; pure, may be called several times; errors refuse the change.</param>
    /// <param name="condition">What must be true of the stored one.</param>
    /// <param name="origin">Who, and why.</param>
    /// <param name="cancellation">Cancels.</param>
    public Task<ChangeOutcome> ChangeAsync(
        string name, Func<ServiceConfig, DocumentResult<ServiceConfig>> change, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation) =>
        throw new NotImplementedException();

    /// <summary>Deletes a service.</summary>
    public Task<WriteResult> DeleteAsync(string name, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Writes what this gateway serves into a store that lost its data (<paramref name="toStore"/>), or takes over what such a store holds.</summary>
    /// <returns>The revision in force afterwards.</returns>
    public Task<long> RecoverAsync(bool toStore, WriteOrigin origin, CancellationToken cancellation) => throw new NotImplementedException();
}

/// <summary>What became of a change.</summary>
/// <param name="Result">The store's answer, or null where the change itself was refused or the service does not exist.</param>
/// <param name="Errors">Why the change was refused, else empty.</param>
/// <param name="Service">The service as it was written, where it was.</param>
internal sealed record ChangeOutcome(WriteResult? Result, IReadOnlyList<DocumentError> Errors, ServiceConfig? Service)
{
    /// <summary>Whether there is no such service.</summary>
    public bool NotFound => Result is null && Errors.Count == 0;
}
