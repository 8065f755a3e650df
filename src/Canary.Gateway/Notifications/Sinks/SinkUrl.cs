using System.Net;
using Canary.Core.Services;

namespace Canary.Gateway.Notifications.Sinks;

/// <summary>URLs of sinks: their form, and how they may be shown.</summary>
internal static class SinkUrl
{
    private const int MaxLength = 2_000;

    /// <summary>What is wrong with a URL as it is written, or null. Where it may lead is for the address rules to say, which look at names, too.</summary>
    public static string? Problem(string url, IReadOnlyList<string> schemes)
    {
        if (url.Length > MaxLength || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || !schemes.Contains(uri.Scheme) || uri.Host.Length == 0)
        {
            // Never the value: it may hold a password.
            return $"must be a URL with {string.Join(" or ", schemes)}, of at most {MaxLength} characters.";
        }

        return IPAddress.TryParse(uri.DnsSafeHost, out var address) && LinkLocalAddress.Contains(address)
            ? $"must not lead to {Quoted.Text(uri.DnsSafeHost)}: link-local addresses are not allowed."
            : null;
    }

    /// <summary>
    /// The URL without what lets others send in its name: the password of a broker, and the path and query of chat webhooks, which are their secret.
    /// </summary>
    public static string WithoutSecrets(SinkConfig sink)
    {
        if (!Uri.TryCreate(sink.Url, UriKind.Absolute, out var url))
        {
            return SinkDocument.HiddenSecret;
        }

        var path = sink.Type is SinkKind.Webhook or SinkKind.RabbitMq ? url.PathAndQuery : "/" + SinkDocument.HiddenSecret;
        var user = url.UserInfo.Length == 0 ? "" : url.UserInfo.Split(':')[0] + ":" + SinkDocument.HiddenSecret + "@";
        return $"{url.Scheme}://{user}{url.Authority}{path}";
    }
}
