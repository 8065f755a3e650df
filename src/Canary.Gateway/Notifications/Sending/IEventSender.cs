using Canary.Gateway.Notifications.Sinks;

namespace Canary.Gateway.Notifications.Sending;

/// <summary>Tells one event to sinks of a kind; never throws but on cancellation.</summary>
internal interface IEventSender
{
    /// <summary>Tries once.</summary>
    /// <param name="sink">To whom.</param>
    /// <param name="told">The event.</param>
    /// <param name="cancellation">Cancels.</param>
    Task<SendResult> SendAsync(SinkConfig sink, ToldEvent told, CancellationToken cancellation);
}
