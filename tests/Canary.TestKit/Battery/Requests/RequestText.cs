namespace Canary.TestKit.Battery.Requests;

/// <summary>Beginnings of requests that cases go on with.</summary>
internal static class RequestText
{
    /// <summary>A GET up to its last header.</summary>
    public const string Get = "GET /echo HTTP/1.1\r\nHost: shop\r\n";

    /// <summary>A POST up to its last header.</summary>
    public const string Post = "POST /echo HTTP/1.1\r\nHost: shop\r\n";

    /// <summary>A POST in chunks, up to its body.</summary>
    public const string Chunked = Post + "Transfer-Encoding: chunked\r\n\r\n";

    /// <summary>The end of a head.</summary>
    public const string End = "\r\n";

    /// <summary>What an attacker would like to be taken for a request of its own.</summary>
    public const string Hidden = "GET /hidden HTTP/1.1\r\nHost: shop\r\nX-Rest: ";
}
