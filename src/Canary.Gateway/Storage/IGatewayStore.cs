using Canary.Gateway.Storage.Backups;

namespace Canary.Gateway.Storage;

/// <summary>Everything that gateways share, in one place: services, documents, the leader's lease, and the ledgers of traffic and evidence, and what they say of it for people to see; and all of it as a backup. Implementations pass one contract test suite.</summary>
internal interface IGatewayStore : IServiceStore, IDocumentStore, ILeaderLease, ITrafficLedger, IEvidenceLedger, IBackupStore
{
    /// <summary>Where gateways say how much traffic they have.</summary>
    ITrafficBoard Board { get; }
}
