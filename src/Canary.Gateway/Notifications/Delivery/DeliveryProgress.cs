using System.Text.Json;
using Canary.Core.Services;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Notifications.Delivery;

/// <summary>How far the deliveries to a sink are: everything up to the cursor was told, but for what waits and what was given up. Immutable.</summary>
/// <param name="Cursor">The last sequence of the outbox that was looked at.</param>
/// <param name="Waiting">Events up to the cursor that are still to be told, by sequence.</param>
/// <param name="Dead">Events that were given up, oldest first, at most <see cref="MaxDead"/>.</param>
internal sealed record DeliveryProgress(long Cursor, IReadOnlyList<WaitingDelivery> Waiting, IReadOnlyList<DeadLetter> Dead)
{
    /// <summary>Dead letters that are kept; beyond, the oldest go.</summary>
    public const int MaxDead = 1_000;

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>The first sequence that is still needed from the outbox.</summary>
    public long FirstNeeded => Waiting.Count == 0 ? Cursor + 1 : Waiting[0].Sequence;

    /// <summary>A sink that is told what comes after a sequence.</summary>
    public static DeliveryProgress From(long cursor) => new(cursor, [], []);

    /// <summary>Reads the stored document.</summary>
    /// <exception cref="StoreUnavailableException">Somebody else wrote it, and it can't be read.</exception>
    public static DeliveryProgress Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<DeliveryProgress>(json, Format) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new StoreUnavailableException($"The store holds a state of deliveries that can't be read ({Quoted.Within(e.Message, 200)}).", e);
        }
    }

    /// <summary>The document to store.</summary>
    public string Write() => JsonSerializer.Serialize(this, Format);

    /// <summary>Whether an earlier event of the same key waits, so that this one must wait too.</summary>
    public bool IsBlocked(string key) => Waiting.Any(waiting => waiting.Key == key);

    /// <summary>The event that is to be tried now: of each key only the first that waits.</summary>
    public WaitingDelivery? NextDue(DateTimeOffset now) =>
        Waiting.DistinctBy(waiting => waiting.Key).FirstOrDefault(waiting => waiting.NextAt <= now);

    /// <summary>The event at <paramref name="sequence"/> need not be told, or was.</summary>
    public DeliveryProgress Passed(long sequence) => this with { Cursor = Math.Max(Cursor, sequence), Waiting = [.. Waiting.Where(waiting => waiting.Sequence != sequence)] };

    /// <summary>The event waits, for its turn or for another attempt.</summary>
    public DeliveryProgress Waits(WaitingDelivery delivery) => this with
    {
        Cursor = Math.Max(Cursor, delivery.Sequence),
        Waiting = [.. Waiting.Where(waiting => waiting.Sequence != delivery.Sequence).Append(delivery).OrderBy(waiting => waiting.Sequence)],
    };

    /// <summary>The event was given up.</summary>
    public DeliveryProgress Died(DeadLetter letter) => Passed(letter.Sequence) with { Dead = [.. Dead.Append(letter).TakeLast(MaxDead)] };

    /// <summary>Dead letters are to be tried again, in their old order; those of keys that wait queue up behind them.</summary>
    public DeliveryProgress Resend(Func<DeadLetter, bool> which, DateTimeOffset now) => this with
    {
        Waiting = [.. Waiting.Concat(Dead.Where(which).Select(dead => new WaitingDelivery(dead.Sequence, dead.Key, 0, now, null, dead.Json))).OrderBy(waiting => waiting.Sequence)],
        Dead = [.. Dead.Where(dead => !which(dead))],
    };
}

/// <summary>An event that waits to be told to a sink.</summary>
/// <param name="Sequence">Its place in the outbox.</param>
/// <param name="Key">Events of one key are told in order.</param>
/// <param name="Attempts">Failed attempts so far.</param>
/// <param name="NextAt">When it is tried next, by the store's clock.</param>
/// <param name="Error">Why the last attempt failed; null: it waits for its turn.</param>
/// <param name="Json">The event itself, where the outbox may not have it any more; null: it has.</param>
internal sealed record WaitingDelivery(long Sequence, string Key, int Attempts, DateTimeOffset NextAt, string? Error, string? Json = null);

/// <summary>An event that was given up.</summary>
/// <param name="Sequence">Its place in the outbox.</param>
/// <param name="Id">The CloudEvent's id.</param>
/// <param name="Key">Events of one key are told in order.</param>
/// <param name="Json">The event.</param>
/// <param name="Error">Why the last attempt failed.</param>
/// <param name="At">When it was given up.</param>
internal sealed record DeadLetter(long Sequence, string Id, string Key, string Json, string Error, DateTimeOffset At);
