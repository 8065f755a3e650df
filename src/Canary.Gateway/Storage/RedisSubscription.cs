using StackExchange.Redis;

namespace Canary.Gateway.Storage;

/// <summary>Keeps a subscription standing.</summary>
/// <remarks>
/// The library has a connection of its own for subscriptions. One that is asked for before that connection is there it forgets, without a word
/// and mostly for good; on a busy machine every sixth gateway was deaf from its start. So whether it stands is looked at again and again, without asking the server.
/// </remarks>
/// <param name="subscriber">The library's part.</param>
/// <param name="channel">The channel.</param>
/// <param name="received">Called with every message, on the library's thread; must return at once.</param>
/// <param name="logger">Where a failure is told.</param>
internal sealed partial class RedisSubscription(ISubscriber subscriber, RedisChannel channel, Action<string> received, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private bool _wasAsked;
    private bool _isAsked;
    private bool _isTold;

    /// <summary>Subscribes, and again whenever the subscription has gone, until stopped.</summary>
    /// <param name="subscribed">Called whenever it stands anew: messages may have been lost before.</param>
    /// <param name="stopping">Ends it.</param>
    public async Task KeepAsync(Action subscribed, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            if ((!_isAsked || subscriber.SubscribedEndpoint(channel) is null) && await TrySubscribeAsync(stopping).ConfigureAwait(false))
            {
                subscribed();
            }

            await Task.Delay(Interval, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> TrySubscribeAsync(CancellationToken stopping)
    {
        try
        {
            _isAsked = false;

            if (_wasAsked)
            {
                // Else the library takes it for a second listener of a subscription that it believes it has.
                await subscriber.UnsubscribeAsync(channel).WaitAsync(RedisConnection.CallTimeout, stopping).ConfigureAwait(false);
            }

            _wasAsked = true;
            await subscriber.SubscribeAsync(channel, (_, message) => received((string)message!)).WaitAsync(RedisConnection.CallTimeout, stopping).ConfigureAwait(false);
            _isAsked = true;
            _isTold = false;
            return subscriber.SubscribedEndpoint(channel) is not null;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e) when (e is RedisException or RedisCommandException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            if (!_isTold)
            {
                Log.NotSubscribed(logger, channel, e.Message);
            }

            _isTold = true;
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1013, LogLevel.Warning, "Not subscribed to channel {Channel} yet ({Problem}); changes come by polling until then")]
        public static partial void NotSubscribed(ILogger logger, string? channel, string problem);
    }
}
