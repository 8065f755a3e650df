using System.Text.Json;
using Canary.Gateway.Notifications;
using Canary.Gateway.Notifications.Delivery;
using Canary.Gateway.Notifications.Sending;
using Canary.Gateway.Notifications.Sinks;
using Canary.Gateway.Storage;
using Canary.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Canary.Gateway.Tests.Notifications;

/// <summary>The delivery to one webhook, on a real file store, with a clock that tests move and a receiver that does as it is told.</summary>
internal sealed class DeliveryUnderTest : IEventSender, IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("canary-delivery-").FullName;
    private readonly List<(string Id, DateTimeOffset At)> _attempts = [];
    private SinkDelivery _delivery = null!;
    private int _events;

    public SteppedTime Time { get; } = new();

    public FileStore Store { get; private set; } = null!;

    public SinkStore Sinks { get; private set; } = null!;

    public Lease Lease { get; private set; } = null!;

    /// <summary>What the receiver does with an event. Default: takes it.</summary>
    public Func<ToldEvent, SendResult> Answer { get; set; } = _ => new SendResult.Delivered();

    /// <summary>Attempts so far: which event, when.</summary>
    public IReadOnlyList<(string Id, DateTimeOffset At)> Attempts => _attempts;

    public static async Task<DeliveryUnderTest> StartAsync()
    {
        var delivery = new DeliveryUnderTest();
        await delivery.RestartAsync();
        await delivery.PutSinkAsync("ops");
        return delivery;
    }

    /// <summary>A crash: everything in memory is gone, the store is not.</summary>
    public async Task RestartAsync()
    {
        if (Store is not null)
        {
            await Store.DisposeAsync();
        }

        Store = new FileStore(new StoreOptions { Path = _folder }, Time, NullLogger<FileStore>.Instance);
        await Store.StartAsync(default);
        Sinks = new SinkStore(Store);
        _delivery = new SinkDelivery(Store, this, new NotificationMetrics());
        Lease = (await Store.TakeLeaseAsync(Guid.NewGuid().ToString("N"), TimeSpan.FromDays(100), default)).Lease!;
    }

    public Task PutSinkAsync(string name, params string[] events) => Sinks.WriteAsync(
        new SinkConfig { Name = name, Type = SinkKind.Webhook, Url = "http://127.0.0.1:9/", Secrets = [WebhookSecret.Create()], Events = events },
        null, WriteCondition.None, new WriteOrigin("ann", null, "sink.replace", null), default);

    /// <summary>Something happens to a rollout; its event gets the id <c>rollout-n</c>.</summary>
    public async Task<string> HappensAsync(string rollout, string name = "rollout.stepped")
    {
        var id = $"{rollout}-{++_events}";
        var json = JsonSerializer.Serialize(new { id, type = CloudEvents.TypePrefix + name, subject = "shop", data = new { message = $"event {id}" } });
        var result = await Store.WriteAsync(new StoreWrite { Events = [new OutboxEvent(rollout, json)], Origin = new WriteOrigin("rollout", null, name, null), Audited = false }, default);
        result.ShouldBeOfType<WriteResult.Accepted>();
        return id;
    }

    /// <summary>The deliverer looks once, at this moment.</summary>
    public async Task LookAsync(string sink = "ops")
    {
        var stored = await Store.FindDocumentAsync(DocumentKinds.Sinks, sink, default);
        await _delivery.RunAsync(stored!, Lease, Time.GetUtcNow, default);
    }

    public async Task<DeliveryProgress> ProgressAsync() => (await Sinks.ProgressAsync("ops", default)).Progress;

    public Task<SendResult> SendAsync(SinkConfig sink, ToldEvent told, CancellationToken cancellation)
    {
        _attempts.Add((told.Id, Time.GetUtcNow()));
        return Task.FromResult(Answer(told));
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
