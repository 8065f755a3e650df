namespace Canary.Core.Comparison;

/// <summary>What is kept of an answer to compare it with another.</summary>
public sealed record ComparableAnswer
{
    /// <summary>The status code.</summary>
    public required int Status { get; init; }

    /// <summary>The values of the compared headers, in the order of the configuration, several of one name joined by a comma; null for one that is not there. Default none.</summary>
    public IReadOnlyList<string?> Headers { get; init; } = [];

    /// <summary>The <c>Content-Type</c>, or null.</summary>
    public string? ContentType { get; init; }

    /// <summary>The <c>Content-Encoding</c>, or null.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>The body as it came; of one that is cut, nothing. Default empty.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether the body was longer than what is compared. Default false.</summary>
    public bool IsCut { get; init; }
}
