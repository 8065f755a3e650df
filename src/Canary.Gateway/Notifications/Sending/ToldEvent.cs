using System.Text.Json;

namespace Canary.Gateway.Notifications.Sending;

/// <summary>An event as senders need it: the CloudEvent, and what chats show of it.</summary>
/// <param name="Id">The CloudEvent's id, the same at every attempt.</param>
/// <param name="Name">Its type without the prefix, as <c>rollout.stepped</c>.</param>
/// <param name="Service">Its subject.</param>
/// <param name="Message">One line for people.</param>
/// <param name="Json">The CloudEvent.</param>
internal sealed record ToldEvent(string Id, string Name, string Service, string Message, string Json)
{
    /// <summary>What can be done about it by one click. Default nothing.</summary>
    public IReadOnlyList<EventLink> Links { get; init; } = [];

    /// <summary>Reads an event of the outbox, or null where it is none of ours.</summary>
    public static ToldEvent? Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var type = root.GetProperty("type").GetString()!;
            return new ToldEvent(
                root.GetProperty("id").GetString()!,
                type.StartsWith(CloudEvents.TypePrefix, StringComparison.Ordinal) ? type[CloudEvents.TypePrefix.Length..] : type,
                root.GetProperty("subject").GetString()!,
                root.GetProperty("data").GetProperty("message").GetString()!,
                json);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The line that chats show.</summary>
    public string Line => $"{Service}: {Message}";
}
