using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Canary.Gateway.Notifications.Sinks;

namespace Canary.Gateway.Notifications.Sending;

/// <summary>Signs by the Standard Webhooks specification: HMAC-SHA256 over <c>id.timestamp.body</c>, one signature for each secret.</summary>
internal static class WebhookSignature
{
    /// <summary>The value of <c>webhook-signature</c>.</summary>
    public static string Of(IReadOnlyList<string> secrets, string id, DateTimeOffset at, string body)
    {
        var content = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}.{body}"));
        return string.Join(' ', secrets.Select(secret => "v1," + Convert.ToBase64String(HMACSHA256.HashData(WebhookSecret.KeyOf(secret)!, content))));
    }
}
