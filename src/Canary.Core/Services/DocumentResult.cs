using System.Diagnostics.CodeAnalysis;

namespace Canary.Core.Services;

/// <summary>What reading a document gave: a valid value, or every error that was found.</summary>
/// <typeparam name="T">What the document describes.</typeparam>
public sealed class DocumentResult<T>
    where T : class
{
    private DocumentResult(T? value, IReadOnlyList<DocumentError> errors) => (Value, Errors) = (value, errors);

    /// <summary>The value, or null where there are errors.</summary>
    public T? Value { get; }

    /// <summary>The errors; empty where there is a value.</summary>
    public IReadOnlyList<DocumentError> Errors { get; }

    /// <summary>Whether the document is valid.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    public bool IsValid => Value is not null;

    /// <summary>A valid document.</summary>
    public static DocumentResult<T> Valid(T value) => new(value, []);

    /// <summary>A document with errors.</summary>
    public static DocumentResult<T> Invalid(IReadOnlyList<DocumentError> errors) => new(null, errors);
}
