namespace Canary.Core.Services;

/// <summary>Collects what is wrong with a document, up to a limit, as a small document can have very many errors.</summary>
internal sealed class DocumentErrors
{
    /// <summary>The most errors that are told.</summary>
    public const int MaxErrors = 100;

    private readonly List<DocumentError> _errors = [];
    private int _more;

    /// <summary>Whether there is none.</summary>
    public bool None => _errors.Count == 0;

    /// <summary>Adds an error.</summary>
    public void Add(string path, string message)
    {
        if (_errors.Count < MaxErrors)
        {
            _errors.Add(new DocumentError(path, message));
        }
        else
        {
            _more++;
        }
    }

    /// <summary>The errors, in the order in which they were found; a last one says how many were left out.</summary>
    public IReadOnlyList<DocumentError> ToList() =>
        _more == 0 ? [.. _errors] : [.. _errors, new DocumentError("", $"has {_more} further errors that are not listed.")];
}
