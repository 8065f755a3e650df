using System.Text;
using Canary.Gateway.Addressing;
using Canary.Gateway.Notifications.Sinks;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Canary.Gateway.Notifications.Sending;

/// <summary>Tells events to RabbitMQ exchanges: persistent, and only what the broker confirmed counts as told. One connection for each sink, made when it is needed.</summary>
internal sealed class RabbitMqSender(NotificationOptions options, AddressRules rules) : IEventSender, IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<string, Link> _links = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(SinkConfig sink, ToldEvent told, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.Timeout);
        try
        {
            var channel = await ChannelAsync(sink, limit.Token);
            var properties = new BasicProperties
            {
                Persistent = true,
                MessageId = told.Id,
                ContentType = "application/cloudevents+json",
                Type = CloudEvents.TypePrefix + told.Name,
            };

            // With confirms tracked, this returns when the broker has it, and throws where it refuses it or has no queue for it.
            await channel.BasicPublishAsync(sink.Exchange, sink.RoutingKey, mandatory: true, properties, Encoding.UTF8.GetBytes(told.Json), limit.Token);
            return new SendResult.Delivered();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (exception is RabbitMQClientException or OperationCanceledException or IOException or TimeoutException or ObjectDisposedException)
        {
            await ForgetAsync(sink.Name);
            return new SendResult.Failed(exception is OperationCanceledException ? $"the broker did not confirm within {options.Timeout.TotalSeconds:0.#} s" : $"{exception.GetType().Name}: {exception.Message}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var sink in _links.Keys.ToList())
        {
            await ForgetAsync(sink);
        }

        _turn.Dispose();
    }

    private async Task<IChannel> ChannelAsync(SinkConfig sink, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (_links.TryGetValue(sink.Name, out var known) && known.Url == sink.Url && known.Channel.IsOpen)
            {
                return known.Channel;
            }
        }
        finally
        {
            _turn.Release();
        }

        await ForgetAsync(sink.Name);
        var factory = new ConnectionFactory
        {
            Uri = new Uri(sink.Url),
            AutomaticRecoveryEnabled = false,
            ClientProvidedName = "canary-gateway",
            SocketFactory = family => new GuardedTcpClient(family, rules),
        };
        var connection = await factory.CreateConnectionAsync(cancellation);
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellation);
        await _turn.WaitAsync(cancellation);
        _links[sink.Name] = new Link(sink.Url, connection, channel);
        _turn.Release();
        return channel;
    }

    private async Task ForgetAsync(string sink)
    {
        await _turn.WaitAsync();
        _links.Remove(sink, out var known);
        _turn.Release();
        if (known is not null)
        {
            await known.Connection.DisposeAsync();
        }
    }

    private sealed record Link(string Url, IConnection Connection, IChannel Channel);
}
