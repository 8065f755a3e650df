namespace Canary.Gateway.Discovery.Registries;

/// <summary>Reads bodies that may be larger than one would like.</summary>
internal static class BoundedBody
{
    /// <summary>Reads to the end.</summary>
    /// <returns>The body, or null as soon as it has more than that many bytes.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, int maxBytes, CancellationToken cancellation)
    {
        if (content.Headers.ContentLength > maxBytes)
        {
            return null;
        }

        await using var stream = await content.ReadAsStreamAsync(cancellation);
        var body = new byte[Math.Min(maxBytes, (int)(content.Headers.ContentLength ?? 16 * 1024)) + 1];
        for (var length = 0; ;)
        {
            var read = await stream.ReadAsync(body.AsMemory(length), cancellation);
            length += read;
            if (length > maxBytes)
            {
                return null;
            }

            if (read == 0)
            {
                return body.AsMemory(0, length);
            }

            if (length == body.Length)
            {
                Array.Resize(ref body, Math.Min(maxBytes + 1, body.Length * 2));
            }
        }
    }
}
