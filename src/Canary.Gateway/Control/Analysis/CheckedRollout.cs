using Canary.Core.Analysis;
using Canary.Core.Rollouts;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control.Analysis;

/// <summary>The checks of one rollout: loads how far they were, asks them, and saves how far they are.</summary>
/// <remarks>Used by the driver's task alone. Loading and saving run beside it, one at a time, and hand over through their own tasks.</remarks>
internal sealed class CheckedRollout(string id, IReadOnlyList<CheckConfig> checks, ChecksStore store, Func<CheckConfig, CheckProgress, PolledCheck> poll, TimeProvider time)
{
    // The least time between two writes, and between two reads where the store does not answer.
    private static readonly TimeSpan StoreInterval = TimeSpan.FromSeconds(5);

    private IReadOnlyList<PolledCheck>? _polled;
    private Task<ChecksDocument?>? _loading;
    private Task<WriteResult>? _saving;

    // What is in the store, or about to be.
    private IReadOnlyList<CheckProgress> _saved = [];
    private long? _savedAt;
    private long? _loadedAt;

    /// <summary>Whether somebody asked about it since this was last set to false.</summary>
    public bool IsWanted { get; set; }

    /// <summary>Whether nothing runs, so that it may be forgotten.</summary>
    public bool IsIdle => _loading is null or { IsCompleted: true } && _saving is null or { IsCompleted: true } && _polled?.Any(check => check.IsAsking) != true;

    /// <summary>What each check says now. Never waits.</summary>
    public IReadOnlyList<OutsideCheck> AnswersOf(CheckSubject about, double share, DateTimeOffset now)
    {
        IsWanted = true;
        if (_polled is null)
        {
            Load();
        }

        if (_polled is null)
        {
            return [.. checks.Select(check => new OutsideCheck(check.Name, CheckAnswers.NotYet(check)))];
        }

        IReadOnlyList<OutsideCheck> answers = [.. _polled.Select(check => new OutsideCheck(check.Config.Name, check.AnswerOf(about, share, now)))];
        Save();
        return answers;
    }

    private void Load()
    {
        if (_loading is { IsCompletedSuccessfully: true } done)
        {
            var known = done.Result?.Checks;
            _polled = [.. checks.Select(check => poll(check, known?.GetValueOrDefault(check.Name) ?? CheckProgress.None))];
            _saved = [.. _polled.Select(check => check.Progress)];
            _loading = null;
        }
        else if (_loading is null || (_loading.IsCompleted && IsLongSince(_loadedAt)))
        {
            _loadedAt = time.GetTimestamp();
            _loading = Task.Run(() => store.LoadAsync(id));
        }
    }

    private void Save()
    {
        if (_saving is { IsCompleted: true } done)
        {
            _saving = null;
            if (done is { IsCompletedSuccessfully: true, Result: WriteResult.Mismatch })
            {
                // Another gateway led meanwhile: go on with what it counted, as both would count some of it twice.
                _polled = null;
                return;
            }

            if (done is not { IsCompletedSuccessfully: true, Result: WriteResult.Accepted })
            {
                // The store is away, or the lease is lost: what it has is older than what is here.
                _saved = [];
            }
        }

        if (_saving is null && IsLongSince(_savedAt) && store.CanSave && !_saved.SequenceEqual(_polled!.Select(check => check.Progress), ReferenceEqualityComparer.Instance))
        {
            _savedAt = time.GetTimestamp();
            _saved = [.. _polled!.Select(check => check.Progress)];
            var document = new ChecksDocument(id, _polled!.ToDictionary(check => check.Config.Name, check => check.Progress, StringComparer.Ordinal));
            _saving = Task.Run(() => store.SaveAsync(document));
        }
    }

    private bool IsLongSince(long? timestamp) => timestamp is not { } then || time.GetElapsedTime(then) >= StoreInterval;
}
