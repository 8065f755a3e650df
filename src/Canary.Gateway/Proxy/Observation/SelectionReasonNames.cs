using Canary.Core.Selection;

namespace Canary.Gateway.Proxy.Observation;

/// <summary>Reasons of selection as spans and lines name them: as metrics do.</summary>
internal static class SelectionReasonNames
{
    private static readonly string[] Names = [.. Enum.GetValues<SelectionReason>().Select(reason => reason.ToString().ToLowerInvariant())];

    /// <summary>The name, in lower case.</summary>
    public static string NameOf(SelectionReason reason) => Names[(int)reason];
}
