using Canary.Core.Services;
using Canary.Core.Services.Discovery;

namespace Canary.Gateway.Discovery.Following;

/// <summary>Keeps the copy on disk equal to the followers' lists, at most once a second, and knows what it held at the start.</summary>
internal sealed partial class LastGoodLists : IAsyncDisposable
{
    private static readonly TimeSpan BetweenCopies = TimeSpan.FromSeconds(1);

    private readonly LastGoodDestinations _copy;
    private readonly Func<IEnumerable<DestinationFollower>> _followers;
    private readonly ILogger _logger;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<DestinationConfig>> _atStart;
    private readonly CoalescedWork _saving;
    private string? _said;

    /// <summary>Reads the copy.</summary>
    /// <param name="copy">Where it is.</param>
    /// <param name="followers">Who has the lists in force.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where it says what can't be read or written.</param>
    public LastGoodLists(LastGoodDestinations copy, Func<IEnumerable<DestinationFollower>> followers, TimeProvider time, ILogger logger)
    {
        (_copy, _followers, _logger) = (copy, followers, logger);
        _atStart = copy.Load(out var problem);
        if (problem is not null)
        {
            Log.CopyUnusable(logger, problem);
        }

        _saving = new CoalescedWork(SaveAsync, TimeSpan.Zero, BetweenCopies, time);
    }

    /// <summary>The list that was in force for a question when the gateway ended last; null where none is known.</summary>
    public IReadOnlyList<DestinationConfig>? Of(DiscoveryConfig discovery) => _atStart.GetValueOrDefault(DiscoveryKinds.TextOf(discovery));

    /// <summary>A list changed.</summary>
    public void Changed() => _saving.Ask();

    /// <summary>Stops after writing what is still unwritten.</summary>
    public async ValueTask DisposeAsync()
    {
        await _saving.DisposeAsync();
        if (_saving.IsPending)
        {
            await SaveAsync(CancellationToken.None);
        }
    }

    private async Task SaveAsync(CancellationToken cancellation)
    {
        string? problem = null;
        try
        {
            // A write that has begun is finished also where the gateway stops.
            var lists = _followers().Where(follower => follower.Current is not null).ToDictionary(follower => follower.Text, follower => follower.Current!);
            await _copy.SaveAsync(lists, CancellationToken.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problem = exception.Message;
        }

        if (problem is not null && _said is null)
        {
            Log.NotSaved(_logger, problem);
        }

        _said = problem;
    }

    private static partial class Log
    {
        [LoggerMessage(1720, LogLevel.Error, "The copy of the destinations found last is of no use: {Problem}")]
        public static partial void CopyUnusable(ILogger logger, string problem);

        [LoggerMessage(1721, LogLevel.Error, "The destinations found last could not be written; a restart while their source is down would serve older ones: {Problem}")]
        public static partial void NotSaved(ILogger logger, string problem);
    }
}
