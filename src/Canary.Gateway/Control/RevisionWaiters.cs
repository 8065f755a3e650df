namespace Canary.Gateway.Control;

/// <summary>Those who wait until this gateway's requests see a revision.</summary>
internal sealed class RevisionWaiters
{
    private readonly Lock _lock = new();
    private readonly List<(long Revision, TaskCompletionSource Done)> _waiting = [];
    private long _reached;

    /// <summary>Completes when <paramref name="revision"/> is in force.</summary>
    public Task WaitAsync(long revision, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (revision <= _reached)
            {
                return Task.CompletedTask;
            }

            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((revision, done));
            return done.Task.WaitAsync(cancellation);
        }
    }

    /// <summary>From now on requests see <paramref name="revision"/>.</summary>
    public void Reached(long revision)
    {
        lock (_lock)
        {
            _reached = revision;
            for (var i = _waiting.Count - 1; i >= 0; i--)
            {
                if (_waiting[i].Revision <= revision)
                {
                    _waiting[i].Done.SetResult();
                    _waiting.RemoveAt(i);
                }
            }
        }
    }
}
