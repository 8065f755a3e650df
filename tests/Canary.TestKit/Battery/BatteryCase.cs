using System.Text;
using Canary.TestKit.Battery.Wire;

namespace Canary.TestKit.Battery;

/// <summary>One thing that a client or a backend does to a proxy, and what is wanted of the proxy. Says nothing about who is tested.</summary>
/// <param name="Name">Unique within its class.</param>
/// <param name="Class">The class of such cases.</param>
/// <param name="Source">Where it is said what is right: a section of an RFC, or the practice of proxies at the edge.</param>
/// <param name="Wanted">What is wanted.</param>
public sealed record BatteryCase(string Name, string Class, string Source, Wanted Wanted)
{
    /// <summary>The client's bytes: of HTTP/1.1 all that it sends, of HTTP/2 the frames after the connection's preface.</summary>
    public byte[] Sends { get; init; } = [];

    /// <summary>What an RFC allows beside what is wanted at the edge; null: nothing. The gateway is held to <see cref="Wanted"/>, the others to either.</summary>
    public Wanted? Allowed { get; init; }

    /// <summary>Whether the client speaks HTTP/2. Default: HTTP/1.1.</summary>
    public bool IsHttp2 { get; init; }

    /// <summary>How the backend answers; null: with the request line that it got.</summary>
    public OriginAnswer? Answer { get; init; }

    /// <summary>Whether the backend speaks HTTP/2, its <see cref="Answer"/> being frames of stream 0 that get the stream's number. Default: HTTP/1.1.</summary>
    public bool HasHttp2Backend { get; init; }

    /// <summary>Whether the case waits for a timeout of the proxy; such ones run beside each other. Default false.</summary>
    public bool IsSlow { get; init; }

    /// <summary>Whether the backend restarts before the case, after a request that leaves a connection in the proxy's pool. Default false.</summary>
    public bool RestartsBackend { get; init; }

    /// <summary>Whether the client asks by HEAD.</summary>
    public bool IsHead => !IsHttp2 && Sends.AsSpan().StartsWith("HEAD "u8);

    /// <summary>Class and name.</summary>
    public string FullName => $"{Class}: {Name}";

    /// <inheritdoc/>
    public override string ToString() => FullName;

    /// <summary>A case of HTTP/1.1 bytes, written as Latin-1 text.</summary>
    public static BatteryCase Of(string @class, string source, string name, string sends, Wanted wanted) =>
        new(name, @class, source, wanted) { Sends = Encoding.Latin1.GetBytes(sends) };
}
