namespace Canary.Gateway.Import;

/// <summary>What can become of what a file declares.</summary>
internal enum DeclaredKind
{
    /// <summary>Nothing: this document was applied already.</summary>
    Unchanged,

    /// <summary>Nothing: it is there, and no file's.</summary>
    LeftAlone,

    /// <summary>It was not there.</summary>
    Created,

    /// <summary>Its document changed.</summary>
    Replaced,

    /// <summary>Its weights are not those of its changed document, as a rollout is active.</summary>
    WeightsKept,

    /// <summary>It was there and no file's, and is the file's from now on.</summary>
    TakenOver,

    /// <summary>Its document is the same, in another file.</summary>
    Moved,

    /// <summary>Its document is gone: it stays, and is no file's.</summary>
    Disowned,

    /// <summary>The rollout is started.</summary>
    Started,

    /// <summary>The rollout is not started.</summary>
    NotStarted,
}
