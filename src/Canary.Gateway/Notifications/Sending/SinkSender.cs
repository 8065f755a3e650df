using Canary.Gateway.Notifications.Sinks;

namespace Canary.Gateway.Notifications.Sending;

/// <summary>Tells each sink in the way of its kind.</summary>
internal sealed class SinkSender(IEventSender http, IEventSender broker) : IEventSender
{
    /// <inheritdoc/>
    public Task<SendResult> SendAsync(SinkConfig sink, ToldEvent told, CancellationToken cancellation) =>
        (sink.Type == SinkKind.RabbitMq ? broker : http).SendAsync(sink, told, cancellation);
}
