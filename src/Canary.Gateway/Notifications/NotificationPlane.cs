using System.Globalization;
using Canary.Gateway.Addressing;
using Canary.Gateway.Control.Leading;
using Canary.Gateway.Notifications.Delivery;
using Canary.Gateway.Notifications.Links;
using Canary.Gateway.Notifications.Sending;
using Canary.Gateway.Notifications.Sinks;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Notifications;

/// <summary>Everything that tells events: sinks, senders, and the delivery on the gateway that leads.</summary>
internal sealed class NotificationPlane : IAsyncDisposable
{
    private readonly RabbitMqSender _broker;
    private readonly SinkSender _sender;
    private readonly NotificationDelivery _delivery;
    private readonly TimeProvider _time;
    private readonly string _source;

    /// <summary>Delivers nothing until started.</summary>
    /// <param name="store">Where sinks and events are.</param>
    /// <param name="leadership">Who leads: only that gateway delivers.</param>
    /// <param name="client">For what operators wrote.</param>
    /// <param name="rules">Where no broker may be.</param>
    /// <param name="options">The settings.</param>
    /// <param name="source">Where events come from.</param>
    /// <param name="publicUrl">Where people reach the admin listener; null: events carry no links.</param>
    /// <param name="time">The clock of attempts.</param>
    /// <param name="loggers">Where logs go.</param>
    public NotificationPlane(
        IGatewayStore store, Leadership leadership, HttpMessageInvoker client, AddressRules rules, NotificationOptions options,
        string source, string? publicUrl, TimeProvider time, ILoggerFactory loggers)
    {
        (_time, _source) = (time, source);
        Metrics = new NotificationMetrics();
        Sinks = new SinkStore(store);
        Links = new ActionLinks(store, publicUrl);
        _broker = new RabbitMqSender(options, rules);
        _sender = new SinkSender(new HttpSender(client, options, time), _broker);
        _delivery = new NotificationDelivery(store, leadership, new SinkDelivery(store, new LinkingSender(_sender, Links), Metrics), Metrics, time, loggers.CreateLogger<NotificationDelivery>());
    }

    /// <summary>Sinks as they are stored.</summary>
    public SinkStore Sinks { get; }

    /// <summary>Signed links.</summary>
    public ActionLinks Links { get; }

    /// <summary>Deliveries as metrics.</summary>
    public NotificationMetrics Metrics { get; }

    /// <summary>Begins to deliver while this gateway leads.</summary>
    public void Start() => _delivery.Start();

    /// <summary>Tells a sink a test event, once.</summary>
    /// <returns>Why it was not delivered, or null: it was.</returns>
    public async Task<string?> TestAsync(SinkConfig sink, CancellationToken cancellation)
    {
        var id = "test-" + Guid.NewGuid().ToString("N");
        var json = string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"specversion":"1.0","id":"{{{id}}}","source":"{{{_source}}}","type":"{{{CloudEvents.TypePrefix}}}test","subject":"test","time":"{{{_time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}}}","datacontenttype":"application/json","data":{"message":"a test of the sink {{{sink.Name}}}"}}""");
        return await _sender.SendAsync(sink, ToldEvent.Read(json)!, cancellation) switch
        {
            SendResult.Delivered => null,
            SendResult.Gone => "answered 410",
            SendResult.Failed failed => failed.Why,
            _ => "unknown",
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _delivery.DisposeAsync();
        await _broker.DisposeAsync();
    }
}
