using Canary.Core.Services;
using Canary.Core.Services.Discovery;

namespace Canary.Gateway.Discovery.Etcd;

/// <summary>Reads all keys of a prefix at one revision, then follows from the next one on; from the beginning after any failure, and every 30 s, as a connection can be dead without a word.</summary>
internal sealed class EtcdWatch(EtcdDiscoveryConfig discovery, EtcdClient client, TimeProvider time) : IDestinationWatch
{
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(30);

    private readonly EtcdKeys _keys = new(discovery.Prefix);
    private EtcdStream? _stream;
    private long _readAt;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DestinationConfig>> NextAsync(CancellationToken cancellation)
    {
        try
        {
            if (_stream is null || !await FollowAsync(_stream, cancellation))
            {
                await ReadAllAsync(cancellation);
            }

            return _keys.Destinations(discovery.Scheme);
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private async Task ReadAllAsync(CancellationToken cancellation)
    {
        Close();
        using (var answer = await client.CallAsync("v3/kv/range", new { key = _keys.First, range_end = _keys.End }, cancellation))
        {
            try
            {
                _keys.Replace(answer.RootElement);
            }
            catch (Exception exception) when (EtcdClient.IsFailure(exception, cancellation))
            {
                throw client.Failed("answers with other than keys", exception);
            }
        }

        _readAt = time.GetTimestamp();
        var body = new { create_request = new { key = _keys.First, range_end = _keys.End, start_revision = _keys.Revision + 1 } };
        _stream = await EtcdStream.OpenAsync(client, body, cancellation);
    }

    /// <summary>Waits for changes.</summary>
    /// <returns>False where everything must be read again: the changes are no longer kept there, or it is time.</returns>
    private async Task<bool> FollowAsync(EtcdStream stream, CancellationToken cancellation)
    {
        var left = ReadAgainAfter - time.GetElapsedTime(_readAt);
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        using var patience = new CancellationTokenSource(left, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            while (true)
            {
                using var message = await stream.ReadAsync(both.Token);
                if (message is null)
                {
                    throw client.Failed("ended the watch");
                }

                switch (_keys.Apply(message.RootElement))
                {
                    case EtcdNews.Changed:
                        return true;
                    case EtcdNews.Lost:
                        return false;
                }
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception) when (EtcdClient.IsFailure(exception, cancellation))
        {
            throw client.Failed("broke the watch off", exception);
        }
    }

    private void Close()
    {
        _stream?.Dispose();
        _stream = null;
    }
}
