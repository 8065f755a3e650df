namespace Canary.Gateway.Notifications.Sinks;

/// <summary>URLs of sinks that may be shown.</summary>
internal static class SinkUrl
{
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
