using System.Net;
using System.Net.Http.Headers;

namespace Canary.Gateway.Discovery.Registries;

/// <summary>What a registry answered, read to its end.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">The headers, those of the content left out.</param>
/// <param name="Body">The body.</param>
internal sealed record RegistryAnswer(HttpStatusCode Status, HttpResponseHeaders Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>Whether the server does not know what was asked for at all: another version of it may.</summary>
    public bool IsUnknown => Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.Gone or HttpStatusCode.NotImplemented;

    /// <summary>Whether the credentials were refused.</summary>
    public bool IsRefused => Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
}
