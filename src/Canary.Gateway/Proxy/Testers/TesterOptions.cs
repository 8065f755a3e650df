namespace Canary.Gateway.Proxy.Testers;

/// <summary>Tokens by which testers choose their variant: the settings under <c>Canary:Testers</c>.</summary>
internal sealed class TesterOptions
{
    /// <summary>Keys that sign tokens, each at least 32 characters; the same at all gateways. The first signs, all are believed, so that keys can be changed. Default none: there are no tokens.</summary>
    public IList<string> Keys { get; set; } = [];
}
