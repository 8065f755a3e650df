using System.Runtime.CompilerServices;

namespace Canary.Gateway.Proxy.Forwarding.Bodies;

/// <summary>Awaited, goes on by the thread pool after all that waits there now.</summary>
/// <remarks><see cref="Task.Yield"/> goes on next of all, as it queues for the thread that it is on: whoever awaits it again and again keeps that thread.</remarks>
internal readonly struct ThreadPoolTurn : ICriticalNotifyCompletion
{
    /// <summary>Always false.</summary>
    public bool IsCompleted => false;

    /// <summary>Itself.</summary>
    public ThreadPoolTurn GetAwaiter() => this;

    /// <summary>Nothing.</summary>
    public void GetResult()
    {
    }

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => ThreadPool.QueueUserWorkItem(static go => go(), continuation, preferLocal: false);

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => ThreadPool.UnsafeQueueUserWorkItem(static go => go(), continuation, preferLocal: false);
}
