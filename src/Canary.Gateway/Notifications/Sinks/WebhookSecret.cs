using System.Security.Cryptography;

namespace Canary.Gateway.Notifications.Sinks;

/// <summary>Secrets of the Standard Webhooks specification: <c>whsec_</c> and the base64 of 24 to 64 random bytes.</summary>
internal static class WebhookSecret
{
    private const string Prefix = "whsec_";
    private const int Bytes = 32;

    /// <summary>A new one.</summary>
    public static string Create() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Whether a text is one.</summary>
    public static bool IsValid(string text) => KeyOf(text) is { Length: >= 24 and <= 64 };

    /// <summary>The bytes of the key, or null where the text is none.</summary>
    public static byte[]? KeyOf(string text)
    {
        var key = new byte[text.Length];
        return text.StartsWith(Prefix, StringComparison.Ordinal) && Convert.TryFromBase64String(text[Prefix.Length..], key, out var length) ? key[..length] : null;
    }
}
