namespace Canary.Gateway.Notifications.Sending;

/// <summary>A link that does something once.</summary>
/// <param name="Action">What it does, as <c>approve</c>.</param>
/// <param name="Url">Where it leads.</param>
internal sealed record EventLink(string Action, string Url);
