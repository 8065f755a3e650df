using Canary.Gateway.Notifications.Sending;
using Canary.Gateway.Notifications.Sinks;

namespace Canary.Gateway.Notifications.Links;

/// <summary>Adds to an event, on its way to a sink, the links to what can be done about it.</summary>
internal sealed class LinkingSender(IEventSender next, ActionLinks links) : IEventSender
{
    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(SinkConfig sink, ToldEvent told, CancellationToken cancellation) =>
        await next.SendAsync(sink, await links.AddAsync(told, cancellation), cancellation);
}
