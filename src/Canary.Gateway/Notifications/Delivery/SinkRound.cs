using Canary.Gateway.Notifications.Sending;
using Canary.Gateway.Notifications.Sinks;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Notifications.Delivery;

/// <summary>One sink, from where it stands to where nothing is due.</summary>
internal sealed class SinkRound(
    IGatewayStore store, IEventSender sender, NotificationMetrics metrics, SinkConfig sink, long sinkVersion, Lease lease, Func<DateTimeOffset> now, (DeliveryProgress Progress, long Version) stored)
{
    private const int PageSize = 100;

    // What waits is written with every attempt. While so much of it does, further events stay in the outbox, where they cost nothing.
    private const int MaxWaiting = 200;

    private DeliveryProgress _progress = stored.Progress;
    private long _version = stored.Version;

    /// <summary>Makes one step.</summary>
    /// <returns>Whether there may be more to do now.</returns>
    public async Task<bool> StepAsync(CancellationToken cancellation)
    {
        if (_progress.NextDue(now()) is { } due)
        {
            var json = due.Json ?? (await store.ReadOutboxAsync(due.Sequence - 1, 1, cancellation)).FirstOrDefault(entry => entry.Sequence == due.Sequence)?.Json;
            return await AttemptAsync(due, json, cancellation);
        }

        if (_progress.Waiting.Count >= MaxWaiting)
        {
            return false;
        }

        var fresh = await store.ReadOutboxAsync(_progress.Cursor, PageSize, cancellation);
        var before = _progress;
        foreach (var entry in fresh)
        {
            if (ToldEvent.Read(entry.Json) is not { } told || !sink.Wants(told.Service, told.Name))
            {
                _progress = _progress.Passed(entry.Sequence);
            }
            else
            {
                // Tried at once where its key is free: it is the first of it that waits.
                _progress = _progress.Waits(new WaitingDelivery(entry.Sequence, entry.Key, 0, now(), null));
            }
        }

        return !ReferenceEquals(before, _progress) && await SaveAsync([], cancellation);
    }

    private async Task<bool> AttemptAsync(WaitingDelivery due, string? json, CancellationToken cancellation)
    {
        if (json is null || ToldEvent.Read(json) is not { } told)
        {
            _progress = _progress.Died(new DeadLetter(due.Sequence, "", due.Key, "", "the outbox does not have it any more", now()));
            metrics.Told(sink.Name, NotificationResult.Dead);
            return await SaveAsync([], cancellation);
        }

        var result = await sender.SendAsync(sink, told, cancellation);
        switch (result)
        {
            case SendResult.Delivered:
                _progress = _progress.Passed(due.Sequence);
                metrics.Told(sink.Name, NotificationResult.Delivered);
                return await SaveAsync([], cancellation);
            case SendResult.Gone:
                _progress = _progress.Died(new DeadLetter(due.Sequence, told.Id, due.Key, json, "the receiver answered 410: the sink is disabled", now()));
                metrics.Told(sink.Name, NotificationResult.Dead);
                await SaveAsync([new DocumentWrite(DocumentKinds.Sinks, sink.Name, SinkDocument.Write(sink with { IsEnabled = false }), WriteCondition.MustBe(sinkVersion))], cancellation);
                return false;
            default:
                Failed(due, told, json, (SendResult.Failed)result);
                return await SaveAsync([], cancellation);
        }
    }

    private void Failed(WaitingDelivery due, ToldEvent told, string json, SendResult.Failed failed)
    {
        var waits = sink.Type == SinkKind.RabbitMq ? NotificationOptions.BrokerRetry
            : due.Attempts < NotificationOptions.RetryAfter.Count ? NotificationOptions.RetryAfter[due.Attempts]
            : (TimeSpan?)null;
        metrics.Told(sink.Name, waits is null ? NotificationResult.Dead : NotificationResult.Failed);
        _progress = waits is { } wait
            ? _progress.Waits(due with { Attempts = due.Attempts + 1, NextAt = now() + Longer(wait, failed.RetryAfter), Error = failed.Why })
            : _progress.Died(new DeadLetter(due.Sequence, told.Id, due.Key, json, failed.Why, now()));
    }

    // What a receiver asks for makes the wait longer, never shorter, and not beyond the longest of the schedule.
    private static TimeSpan Longer(TimeSpan wait, TimeSpan? asked) =>
        asked is not { } given || given <= wait ? wait : given < NotificationOptions.RetryAfter[^1] ? given : NotificationOptions.RetryAfter[^1];

    private async Task<bool> SaveAsync(IReadOnlyList<DocumentWrite> also, CancellationToken cancellation)
    {
        var condition = _version == 0 ? WriteCondition.MustNotExist : WriteCondition.MustBe(_version);
        var result = await store.WriteAsync(
            new StoreWrite
            {
                Documents = [new DocumentWrite(DocumentKinds.Deliveries, sink.Name, _progress.Write(), condition), .. also],
                Lease = lease,
                Origin = new WriteOrigin("notifications", null, "sink.delivery", null),
                Audited = false,
            },
            cancellation);
        if (result is not WriteResult.Accepted)
        {
            // Somebody else leads, or the sink was changed or resent meanwhile: the next round reads anew.
            return false;
        }

        _version = _version > 0 ? _version + 1 : (await store.FindDocumentAsync(DocumentKinds.Deliveries, sink.Name, cancellation))?.Version ?? 0;
        return _version > 0;
    }
}
