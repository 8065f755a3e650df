using Canary.Core.Selection;

namespace Canary.Gateway.Control;

/// <summary>Who puts a snapshot into force: the data plane. A process boundary in spirit: Control does not know YARP.</summary>
internal interface ISnapshotConsumer
{
    /// <summary>Makes every request that begins from now on see <paramref name="snapshot"/>. Returns when it is so.</summary>
    /// <exception cref="InvalidOperationException">It can't be put into force; the previous one stays.</exception>
    Task ApplyAsync(Snapshot snapshot, CancellationToken cancellation);
}
