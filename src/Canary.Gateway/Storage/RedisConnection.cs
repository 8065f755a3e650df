using System.Net;
using StackExchange.Redis;

namespace Canary.Gateway.Storage;

/// <summary>The connection to Redis: comes back by itself, and answers every call in time, if only with an error.</summary>
internal sealed partial class RedisConnection(ConfigurationOptions configuration, RedisKeys keys, ILogger logger) : IAsyncDisposable
{
    /// <summary>How long a call may take: an admin write then fails within 2 s.</summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(1.5);

    /// <summary>How long a call that moves every service may take, once the server has answered at all.</summary>
    public static readonly TimeSpan BulkTimeout = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<ConnectionMultiplexer> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _connecting = Task.CompletedTask;
    private volatile bool _connected;
    private int _disposed;

    /// <summary>A message on the channel; called on a thread of the pool.</summary>
    public event Action<string>? Received;

    /// <summary>The server is there, for the first time or again; called on a thread of the pool. Messages may have been lost.</summary>
    public event Action? Restored;

    /// <summary>Whether the last call was answered.</summary>
    public bool IsConnected => _connected;

    /// <summary>Connects in the background; returns when it is done or has taken too long for a start to wait for.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        _connecting = Task.Run(ConnectAsync, CancellationToken.None);
        await Task.WhenAny(_ready.Task, Task.Delay(CallTimeout, cancellation));
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Runs a script. Where the server has forgotten it, it is sent again.</summary>
    /// <inheritdoc cref="CallAsync"/>
    public Task<RedisResult> EvaluateAsync(
        string script, RedisKey[] scriptKeys, RedisValue[] arguments, CancellationToken cancellation, bool writes = false, bool bulk = false) =>
        CallAsync(
            async database =>
            {
                try
                {
                    return await database.ScriptEvaluateAsync(script, scriptKeys, arguments);
                }
                catch (RedisServerException e) when (e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
                {
                    return await database.ScriptEvaluateAsync(script, scriptKeys, arguments);
                }
            },
            cancellation,
            writes,
            bulk);

    /// <summary>Makes a call.</summary>
    /// <exception cref="StoreUnavailableException">
    /// It was not answered in time, or with an error. A write that was sent may then have been accepted all the same, or may be yet; the
    /// text says so. While the server is silent nothing further is sent but a question whether it is there, so that
    /// writes whose callers have long been told no do not pile up and all happen in the end.
    /// </exception>
    public async Task<T> CallAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancellation, bool writes = false, bool bulk = false)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(CallTimeout);
        var sent = false;
        try
        {
            var database = (await _ready.Task.WaitAsync(limit.Token).ConfigureAwait(false)).GetDatabase();
            if (bulk || (writes && !_connected))
            {
                await OffReader(database.KeyExistsAsync(keys.Revision)).WaitAsync(limit.Token).ConfigureAwait(false);
                if (bulk)
                {
                    limit.CancelAfter(BulkTimeout);
                }
            }

            sent = writes;
            var result = await OffReader(call(database)).WaitAsync(limit.Token).ConfigureAwait(false);
            _connected = true;
            return result;
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            _connected = false;
            throw Unavailable("did not answer in time", sent, e);
        }
        catch (RedisConnectionException e)
        {
            _connected = false;
            throw Unavailable("can't be reached", sent && e.FailureType != ConnectionFailureType.UnableToResolvePhysicalConnection, e);
        }
        catch (RedisServerException e)
        {
            _connected = false;
            throw Unavailable($"answered with an error: {e.Message.Split('\n')[0].TrimEnd('.', '\r')}", sent: false, e);
        }
        catch (Exception e) when (e is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException)
        {
            _connected = false;
            throw Unavailable($"can't be used: {e.Message.Split('\n')[0].TrimEnd('.', '\r')}", sent, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stopping.CancelAsync();
        await _connecting;
        if (_ready.Task.IsCompletedSuccessfully)
        {
            // Off the caller's thread, as closing waits for the library's own threads.
            await Task.Run(_ready.Task.Result.Dispose);
        }

        _ready.TrySetException(new ObjectDisposedException(nameof(RedisConnection)));
    }

    // The library completes its tasks on the thread that reads replies; what follows a call must not hold that up.
    private static Task<T> OffReader<T>(Task<T> task) =>
        task.ContinueWith(static done => done, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).Unwrap();

    // With abortConnect=false the library itself tries again for ever; what still throws is a host name that can't be resolved yet.
    private async Task ConnectAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var multiplexer = await ConnectionMultiplexer.ConnectAsync(configuration).ConfigureAwait(false);
                await UseAsync(multiplexer).ConfigureAwait(false);
                return;
            }
            catch (Exception e)
            {
                Log.ConnectFailed(logger, Servers(), e.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task UseAsync(ConnectionMultiplexer multiplexer)
    {
        multiplexer.ConnectionFailed += (_, failure) =>
        {
            if (failure.ConnectionType == ConnectionType.Interactive)
            {
                _connected = false;
            }

            Log.Lost(logger, failure.EndPoint, failure.ConnectionType, failure.FailureType);
        };
        multiplexer.ConnectionRestored += (_, restored) =>
        {
            Log.Restored(logger, restored.EndPoint, restored.ConnectionType);
            ThreadPool.QueueUserWorkItem(_ => Restored?.Invoke());
        };

        // Asked for before anybody can write: who starts and then writes hears of it.
        var subscription = new RedisSubscription(
            multiplexer.GetSubscriber(),
            new RedisChannel(keys.Channel, RedisChannel.PatternMode.Literal),
            message => ThreadPool.QueueUserWorkItem(static x => x.This.Received?.Invoke(x.Message), (This: this, Message: message), preferLocal: false),
            logger);
        var keeping = subscription.KeepAsync(() => Restored?.Invoke(), _stopping.Token);
        _ready.TrySetResult(multiplexer);
        if (!multiplexer.IsConnected)
        {
            Log.ConnectFailed(logger, Servers(), "nobody answers");
        }

        Restored?.Invoke();
        await keeping.ConfigureAwait(false);
    }

    private StoreUnavailableException Unavailable(string what, bool sent, Exception e) =>
        new($"Redis at {Servers()} {what}.{(sent ? " The write was sent and may have been accepted: read back before you repeat it." : "")}", e);

    // Never the configuration itself, which may hold a password.
    private string Servers() => string.Join(", ", configuration.EndPoints.Select(Name));

    private static string Name(EndPoint server) => server is DnsEndPoint dns ? $"{dns.Host}:{dns.Port}" : $"{server}";

    private static partial class Log
    {
        [LoggerMessage(1010, LogLevel.Warning, "Redis at {Servers} can't be reached yet ({Problem}); the gateway goes on trying")]
        public static partial void ConnectFailed(ILogger logger, string servers, string problem);

        [LoggerMessage(1011, LogLevel.Warning, "Redis at {Server}: {Connection} connection lost ({Failure}); the gateway goes on trying")]
        public static partial void Lost(ILogger logger, EndPoint? server, ConnectionType connection, ConnectionFailureType failure);

        [LoggerMessage(1012, LogLevel.Information, "Redis at {Server}: {Connection} connection is there again")]
        public static partial void Restored(ILogger logger, EndPoint? server, ConnectionType connection);
    }
}
