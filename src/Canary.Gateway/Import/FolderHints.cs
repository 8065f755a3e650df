namespace Canary.Gateway.Import;

/// <summary>Says early that something may have changed in a folder. It may miss things, as where a mounted folder is swapped, so whoever waits looks at intervals as well.</summary>
internal sealed class FolderHints : IDisposable
{
    private readonly SemaphoreSlim _hint = new(0, 1);
    private readonly FileSystemWatcher? _watcher;

    private FolderHints(FileSystemWatcher? watcher)
    {
        _watcher = watcher;
        if (watcher is not null)
        {
            watcher.Changed += Hint;
            watcher.Created += Hint;
            watcher.Deleted += Hint;
            watcher.Renamed += Hint;
            watcher.EnableRaisingEvents = true;
        }
    }

    /// <summary>Hints about a folder; none where the system gives none, such as for want of watches.</summary>
    public static FolderHints Of(string folder)
    {
        try
        {
            return new FolderHints(new FileSystemWatcher(folder));
        }
        catch (Exception problem) when (problem is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return new FolderHints(null);
        }
    }

    /// <summary>No hints: every wait takes its whole time.</summary>
    public static FolderHints None() => new(null);

    /// <summary>Returns at a hint, or when the interval is over.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task WaitAsync(TimeSpan interval, CancellationToken cancellation) => _hint.WaitAsync(interval, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _watcher?.Dispose();
        _hint.Dispose();
    }

    private void Hint(object sender, FileSystemEventArgs e)
    {
        try
        {
            _hint.Release();
        }
        catch (Exception hinted) when (hinted is SemaphoreFullException or ObjectDisposedException)
        {
            // Hinted already, or about to end.
            return;
        }
    }
}
