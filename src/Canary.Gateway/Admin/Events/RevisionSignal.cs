using Canary.Gateway.Storage;

namespace Canary.Gateway.Admin.Events;

/// <summary>Wakes one reader of events when the store may have something new. Lets go of the store when disposed.</summary>
internal sealed class RevisionSignal : IDisposable
{
    private readonly IServiceStore _store;
    private readonly SemaphoreSlim _wake = new(0, 1);

    public RevisionSignal(IServiceStore store)
    {
        _store = store;
        _store.Announced += OnAnnounced;
    }

    /// <summary>Returns when something may be new, or after <paramref name="atMost"/>, as announcements can be lost.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellation) => _wake.WaitAsync(atMost, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _store.Announced -= OnAnnounced;
        _wake.Dispose();
    }

    private void OnAnnounced(long revision)
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already woken; one look at the store answers both.
        }
        catch (ObjectDisposedException)
        {
            // Announced while the reader goes away.
        }
    }
}
