namespace Canary.Core.Selection;

/// <summary>Reasons of selection as metrics, spans and log lines name them.</summary>
public static class SelectionReasonNames
{
    private static readonly string[] Names = [.. Enum.GetValues<SelectionReason>().Select(reason => reason.ToString().ToLowerInvariant())];

    /// <summary>The name, in lower case.</summary>
    public static string NameOf(SelectionReason reason) => Names[(int)reason];
}
