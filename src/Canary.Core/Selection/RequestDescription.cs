using System.Net;

namespace Canary.Core.Selection;

/// <summary>A request as somebody describes it to learn which variant it would get.</summary>
public sealed record RequestDescription
{
    /// <summary>Default <c>GET</c>.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>As in a request line: percent-encoded, what follows <c>?</c> is left out. Default <c>/</c>.</summary>
    public string Path { get; init; } = "/";

    /// <summary>The query as in a request line, with or without the leading <c>?</c>. Default none.</summary>
    public string Query { get; init; } = "";

    /// <summary>Header values by name (any case), one for each occurrence. Default none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Headers { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Cookies in addition to those of a <c>Cookie</c> header. Default none.</summary>
    public IReadOnlyDictionary<string, string> Cookies { get; init; } = new Dictionary<string, string>();

    /// <summary>Claims in addition to those of a bearer token in an <c>Authorization</c> header. Default none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Claims { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The client's address. Default null: not known.</summary>
    public IPAddress? RemoteAddress { get; init; }

    /// <summary>Stands for chance: the same seed gives the same draws. Default 0.</summary>
    public ulong Seed { get; init; }
}
