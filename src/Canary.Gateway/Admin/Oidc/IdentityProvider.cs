namespace Canary.Gateway.Admin.Oidc;

/// <summary>The provider as it was last seen. Reads it anew when that is old, or when a token names a key that is not known; never more often than every few seconds.</summary>
/// <remarks>
/// One reading at a time, which all who need it wait for. Where it fails, what was read before stays good for a day: API keys do not
/// depend on any of this, and tokens that are still good go on working while the provider is away.
/// </remarks>
internal sealed partial class IdentityProvider(OidcSettings settings, ProviderClient client, TimeProvider time, ILogger<IdentityProvider> logger) : IHostedService
{
    /// <summary>The shortest time between two readings, so that tokens with made-up keys can't make the gateway flood the provider.</summary>
    public static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(10);

    /// <summary>How long what was read before is used where the provider does not answer.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromHours(24);

    private readonly Lock _lock = new();
    private ProviderSnapshot? _snapshot;
    private long _readAt;
    private long? _triedAt;
    private string? _problem;
    private Task? _reading;

    /// <summary>Its settings.</summary>
    public OidcSettings Settings => settings;

    /// <summary>Reads the provider in the background, so that the first caller need not wait and a wrong setting is told at once.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = ReadOnce();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The provider, read anew where that is due.</summary>
    /// <param name="keyId">The key that a token names: where it is not known, that alone is a reason to read anew. Null: none in particular.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="ProviderException">It was never read, or too long ago; or the key is not known and the last reading failed, so that it may be a new one.</exception>
    public async Task<ProviderSnapshot> GetAsync(string? keyId, CancellationToken cancellation)
    {
        if (ReadingFor(keyId) is { } reading)
        {
            await reading.WaitAsync(cancellation);
        }

        lock (_lock)
        {
            return _snapshot is null || time.GetElapsedTime(_readAt) > MaxAge || (_problem is not null && keyId is not null && !_snapshot.HasKey(keyId))
                ? throw new ProviderException(_problem ?? "The provider was not read yet")
                : _snapshot;
        }
    }

    private Task? ReadingFor(string? keyId)
    {
        lock (_lock)
        {
            var isDue = _snapshot is null || time.GetElapsedTime(_readAt) >= settings.RefreshInterval || (keyId is not null && !_snapshot.HasKey(keyId));
            return !isDue ? null : _reading ?? (_triedAt is { } tried && time.GetElapsedTime(tried) < MinInterval ? null : ReadOnce());
        }
    }

    private Task ReadOnce()
    {
        lock (_lock)
        {
            _triedAt = time.GetTimestamp();
            return _reading ??= Task.Run(ReadAsync);
        }
    }

    private async Task ReadAsync()
    {
        ProviderSnapshot? read = null;
        string? problem = null;
        try
        {
            read = await ProviderSnapshot.ReadAsync(settings, client, CancellationToken.None);
        }
        catch (ProviderException e)
        {
            problem = e.Message;
        }
        catch (Exception e)
        {
            // Whatever a provider says must not take away what was read before.
            problem = "its metadata can't be read";
            Log.Unexpected(logger, e);
        }

        lock (_lock)
        {
            Tell_NeedsLock(problem);
            (_snapshot, _problem, _reading) = (read ?? _snapshot, problem, null);
            _readAt = read is null ? _readAt : time.GetTimestamp();
        }
    }

    private void Tell_NeedsLock(string? problem)
    {
        if (problem is not null && problem != _problem)
        {
            Log.Failed(logger, problem);
        }
        else if (problem is null && (_problem is not null || _snapshot is null))
        {
            Log.Read(logger, settings.Authority.OriginalString);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1420, LogLevel.Warning, "The identity provider can't be read, API keys work all the same: {Problem}")]
        public static partial void Failed(ILogger logger, string problem);

        [LoggerMessage(1421, LogLevel.Information, "The identity provider {Authority} answers")]
        public static partial void Read(ILogger logger, string authority);

        [LoggerMessage(1422, LogLevel.Error, "The identity provider's metadata could not be read")]
        public static partial void Unexpected(ILogger logger, Exception exception);
    }
}
