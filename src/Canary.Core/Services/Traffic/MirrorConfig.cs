namespace Canary.Core.Services.Traffic;

/// <summary>Copies requests to a variant whose answers no client sees.</summary>
public sealed record MirrorConfig
{
    /// <summary>The variant that gets the copies. Requests that go to it anyway are not copied.</summary>
    public required string Variant { get; init; }

    /// <summary>The share of requests that is copied, 0 to 100 percent. Default 100.</summary>
    public Weight Percent { get; init; } = Weight.Full;

    /// <summary>Methods, besides GET, HEAD and OPTIONS, whose requests may reach the variant as copies. Default none; at most 16.</summary>
    public ValueList<string> Methods { get; init; } = ValueList<string>.Empty;

    /// <summary>Appended to the host's first label in the copies' <c>Host</c>, as <c>-shadow</c>. Empty: the host as it is. Default empty.</summary>
    public string HostSuffix { get; init; } = "";

    /// <summary>The most bytes of a request's body; one with a longer body is not copied. 0 to 1 MB, default 64 KB.</summary>
    public int MaxBody { get; init; } = 64 * 1024;

    /// <summary>The most copies under way or waiting; further ones are dropped and counted. 1 to 10000, default 100.</summary>
    public int MaxPending { get; init; } = 100;

    /// <summary>How long a copy's whole answer may take. 1 ms to 1 h, default 5 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Compares the copies' answers with the originals', or null. Default null.</summary>
    public ComparisonConfig? Compare { get; init; }
}

/// <summary>Compares a copy's answer with the original's: status, some headers, and the body, JSON by its structure and all else byte by byte.</summary>
public sealed record ComparisonConfig
{
    /// <summary>Headers that are compared, at most 32. Default <c>content-type</c>.</summary>
    public ValueList<string> Headers { get; init; } = new(["content-type"]);

    /// <summary>Places in JSON bodies that may differ, as <c>/items/*/id</c>; <c>*</c> stands for any one name or index. Default none; at most 100.</summary>
    public ValueList<string> Ignore { get; init; } = ValueList<string>.Empty;

    /// <summary>The most bytes of a body that is compared; answers with a longer one are compared without. 0 to 4 MB, default 256 KB.</summary>
    public int MaxBody { get; init; } = 256 * 1024;

    /// <summary>The share of copied requests that also goes to the baseline once more, to learn what differs between two answers of the same variant. 0 to 100 percent, default 10.</summary>
    public Weight Noise { get; init; } = Weight.FromHundredths(1_000);
}
